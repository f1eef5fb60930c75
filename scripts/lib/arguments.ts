/**
 * The grammar of the command line: `andamio VERB [ENV] [SUB-VERB] [ENV] [NAME…] [-- COMMAND…]`.
 * Pure: words in, a parsed call out.
 */

import { parseArgs } from "node:util";

import { PlatformError } from "../../platform/errors.ts";
import { describeChoice } from "./suggest.ts";
import { commonFlags, type Flag, type Takes, type Verb } from "./verb.ts";

/** What is wrong is told here, in words of our own. */
const lenient = { allowPositionals: true, strict: false, tokens: true } as const;

export interface Parsed {
  environment: string;
  names: readonly string[];
  command: readonly string[];
  flags: Record<string, string | boolean | readonly string[] | undefined>;
}

/** Finds the verb: the first word that is neither a flag nor the environment of `-e`. */
export function findVerb(words: readonly string[]): { verb?: string; rest: readonly string[] } {
  const options = { environment: { type: "string", short: "e" } } as const;
  const { tokens } = parseArgs({ args: [...words], options, ...lenient });
  const first = tokens.find((token) => token.kind !== "option");
  if (first?.kind !== "positional") {
    return { rest: words };
  }
  return { verb: first.value, rest: words.toSpliced(first.index, 1) };
}

/** Throws `usage`. Whether the environment exists is for who loads it to say. */
export function parseCall(
  name: string, verb: Verb, words: readonly string[], environments: readonly string[],
): Parsed {
  const split = splitCommand(verb, words);
  const { values, positionals } = parseFlags(name, verb, split.words);
  const [action, rest] = takeAction(verb, positionals);
  const takes = verb.actions?.[action ?? ""] ?? verb.takes;
  const [environment, names] = chooseEnvironment(name, takes, values, rest, environments);
  const taken = takeNames(name, takes, names, split.command);
  const all = action === undefined ? taken.names : [action, ...taken.names];
  return { environment, flags: values, ...taken, names: all };
}

/** The sub-verb, which stands first or after the environment, and the words without it. */
function takeAction(
  { actions }: Verb, words: readonly string[],
): [string | undefined, readonly string[]] {
  const at = words.slice(0, 2).findIndex((word) => actions && Object.hasOwn(actions, word));
  return at === -1 ? [undefined, words] : [words[at], words.toSpliced(at, 1)];
}

/** Flags after `--`, or after the component of `exec`, belong to the command. */
function splitCommand(
  verb: Verb, words: readonly string[],
): { words: readonly string[]; command: readonly string[] } {
  const end = words.indexOf("--");
  if (end === -1) {
    return { words, command: [] };
  }
  if (verb.takes !== "command") {
    throw new PlatformError("usage", `"--" has a meaning for exec only`);
  }
  return { words: words.slice(0, end), command: words.slice(end + 1) };
}

function parseFlags(name: string, verb: Verb, words: readonly string[]) {
  const flags: Readonly<Record<string, Flag>> = { ...commonFlags, ...verb.flags };
  const options = Object.fromEntries(
    Object.entries(flags).map(([key, { type, short, multiple = false }]) =>
      [key, short === undefined ? { type, multiple } : { type, short, multiple }]),
  );
  const parsed = parseArgs({ args: [...words], options, ...lenient });
  for (const token of parsed.tokens) {
    if (token.kind === "option") {
      checkFlag(name, verb, flags, token);
    }
  }
  return { values: parsed.values as Parsed["flags"], positionals: parsed.positionals };
}

interface Token {
  name: string;
  rawName: string;
  value?: string;
}

function checkFlag(
  name: string, verb: Verb, flags: Readonly<Record<string, Flag>>, token: Token,
): void {
  const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
  if (flag === undefined) {
    const known = Object.keys(flags).map((key) => `--${key}`);
    const hint = verb.takes === "command" ? "flags of the command stand after --" : describeChoice(token.rawName, known, "it has");
    throw new PlatformError("usage", `${name} has no flag ${token.rawName}`, { hint });
  }
  if (flag.type === "string" && (token.value === undefined || token.value === "")) {
    throw new PlatformError("usage", `${token.rawName} wants a value`, { hint: `andamio ${name} ${token.rawName} ${flag.value ?? "VALUE"}` });
  }
  if (flag.type === "boolean" && token.value !== undefined) {
    throw new PlatformError("usage", `${token.rawName} takes no value`);
  }
}

function chooseEnvironment(
  verb: string,
  takes: Takes,
  flags: Parsed["flags"],
  words: readonly string[],
  environments: readonly string[],
): [string, readonly string[]] {
  const isWithout = ["no words", "word", "words"].includes(takes);
  if (typeof flags.environment === "string") {
    if (!isWithout) return [flags.environment, words];
    throw new PlatformError("usage", `${verb} has no environment`, { hint: `andamio ${verb} --help` });
  }
  const first = words[0];
  const hasNone = isWithout || takes === "environments";
  if (first === undefined || hasNone) return ["dev", words];
  // where there is a word too many, the first can only have meant an environment
  const isOver = takes === "nothing" || (takes === "name" && words.length === 2);
  const isNamed = environments.includes(first) || isOver;
  return isNamed ? [first, words.slice(1)] : ["dev", words];
}

function takeNames(
  name: string, takes: Takes, words: readonly string[], command: readonly string[],
) {
  const names = words.slice(0, 1);
  switch (takes) {
    case "nothing":
    case "no words":
      return rejectExtra(name, words);
    case "name":
    case "word":
      return { ...rejectExtra(name, words.slice(1)), names };
    case "command":
      return { names, command: [...words.slice(1), ...command] };
    default:
      return { names: words, command: [] };
  }
}

function rejectExtra(name: string, words: readonly string[]) {
  if (words[0] !== undefined) {
    throw new PlatformError("usage", `${name} does not know what to do with "${words[0]}"`, { hint: `andamio ${name} --help` });
  }
  return { names: [], command: [] };
}
