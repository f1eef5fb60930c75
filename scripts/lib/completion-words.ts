/** Which words may stand next on a command line that is being typed. */

import { listEnvironments, loadEnvironment } from "../../platform/environment.ts";
import { levels } from "./logs/levels.ts";
import { listRecordedNames } from "./recorded/names.ts";
import { commonFlags, type Verb } from "./verb.ts";
import { verbs } from "./verbs.ts";

/** `words` follow `andamio`; the last is what has been typed of the next one. */
export async function listWords(root: string, words: readonly string[]): Promise<string[]> {
  const typed = words.at(-1) ?? "";
  const fitting = (all: readonly string[]): string[] =>
    [...new Set(all)].filter((word) => word.startsWith(typed)).sort();
  if (words.length < 2) return fitting([...Object.keys(verbs), "help"]);
  const entry = Object.hasOwn(verbs, words[0]!) ? verbs[words[0]!] : undefined;
  if (!entry) return words[0] === "help" ? fitting(Object.keys(verbs)) : [];
  const verb = await entry.load();
  const before = words.at(-2) ?? "";
  const values = valuesOf(before, verb, root, words);
  if (values !== undefined) return fitting(values);
  return fitting(typed.startsWith("-") ? flagsOf(verb) : namesOf(verb, root, words));
}

/** What may follow a flag; `undefined` where that is free, or the word is no flag. */
function valuesOf(
  before: string, verb: Verb, root: string, words: readonly string[],
): readonly string[] | undefined {
  switch (before) {
    case "-e":
    case "--environment":
      return environmentsOf(root, verb);
    case "--only":
      return componentsOf(root, words);
    case "--level":
      return levels;
    default:
      return undefined;
  }
}

function flagsOf({ flags }: Verb): string[] {
  return Object.keys({ ...flags, ...commonFlags }).map((name) => `--${name}`);
}

function namesOf(verb: Verb, root: string, words: readonly string[]): string[] {
  const { takes } = verb;
  const isFirst = words.length === 2;
  if (takes === "nothing") return isFirst ? environmentsOf(root, verb) : [];
  if (takes === "environments") return environmentsOf(root, verb);
  return [...(isFirst ? environmentsOf(root, verb) : []), ...componentsOf(root, words)];
}

function environmentsOf(root: string, verb?: Verb): string[] {
  const files = listEnvironments(root).map(({ name }) => name);
  return verb?.withoutFile ? [...files, ...listRecordedNames(root)] : files;
}

/** Of the environment that has been named; a file with faults offers nothing. */
function componentsOf(root: string, words: readonly string[]): string[] {
  const flagged = words[words.findIndex((word) => word === "-e" || word === "--environment") + 1];
  const known = environmentsOf(root);
  const name = [flagged, words[1]].find((word) => word !== undefined && known.includes(word));
  try {
    return Object.keys(loadEnvironment(root, name ?? "dev").components);
  } catch {
    return []; // somebody who types is not told of faults
  }
}
