/**
 * Ten thousand broken environments from a seed: never a crash, never a fault without a place, and
 * what is accepted can be made.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { type Environment, readEnvironment } from "../../platform/environment.ts";
import { type Diagnostic, isPlatformError } from "../../platform/errors.ts";
import { decode } from "../../platform/spec/decode.ts";
import { renderDiagnostics } from "../../platform/spec/diagnostics.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import {
  makeRandom,
  type Mutate,
  mutateBytes,
  mutateTokens,
  mutateValues,
  type Random,
} from "./mutate.ts";

const root = join(import.meta.dirname, "../..");
const files = ["base.yaml", "dev.yaml", "examples/single.yaml"].map(
  (file) => `environments/${file}`,
);
const originals = new Map(files.map((file) => [file, readFileSync(join(root, file))]));

test.each([
  ["bytes", mutateBytes, 4000],
  ["tokens", mutateTokens, 3000],
  ["values", mutateValues, 3000],
] as const)(
  "wrong %s are refused at a place, or can be made",
  { timeout: 300_000 },
  (_, mutate, count) => {
    const random = makeRandom(20_261_122);
    const outcomes = { accepted: 0, refused: 0 };
    for (let round = 0; round < count; round += 1) {
      const file = random.of(files);
      let bytes: Buffer = originals.get(file) as Buffer;
      for (let times = random.below(3); times >= 0; times -= 1) {
        bytes = tryMutation(mutate, bytes, random);
      }
      const { outcome, broken } = tryEnvironment(file, bytes);
      outcomes[outcome] += 1;
      if (broken.length > 0) {
        throw new Error(`${broken.join("\n")}\nin ${file}:\n${bytes.toString()}`);
      }
    }
    // both must happen, else the mutations prove nothing
    expect(outcomes.accepted).toBeGreaterThan(count / 75);
    expect(outcomes.refused).toBeGreaterThan(count / 5);
  },
);

/** What is broken already may be too broken to be changed again. */
function tryMutation(mutate: Mutate, bytes: Buffer, random: Random): Buffer {
  try {
    return mutate(bytes, random);
  } catch (error) {
    if (error instanceof Error) return bytes;
    throw error;
  }
}

interface Tried {
  outcome: "accepted" | "refused";
  /** What is wrong with the answer. */
  broken: string[];
}

function tryEnvironment(file: string, bytes: Buffer): Tried {
  const texts = new Map([...originals, [file, bytes]]);
  const name = file.endsWith("single.yaml") ? "single" : "dev";
  const started = name === "single" ? file : "environments/dev.yaml";
  const read = (path: string) => {
    const found = texts.get(path);
    return found && decode(path, found);
  };
  const reader = { read, list: () => ["base.yaml"] };
  const environments = ["dev", "single"];
  try {
    const environment = readEnvironment({ root, name, file: started, reader, environments });
    return { outcome: "accepted", broken: listUnmade(environment) };
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "spec_invalid") {
      throw new Error(`this broke it:\n${bytes.toString()}`, { cause: error });
    }
    const broken = listMisplaced(error.diagnostics, (path) => texts.get(path)?.toString("utf8"));
    return { outcome: "refused", broken };
  }
}

/** Each resource must refer only to what is there, and be found in the file. */
function listUnmade(environment: Environment): string[] {
  const declarations = declare(environment);
  const names = new Set(declarations.map(({ name }) => name));
  const broken = names.size === declarations.length ? [] : ["two resources have one name"];
  for (const declaration of declarations) {
    const missing = [...declaration.needs, ...listRefs(declaration)].filter(
      (one) => !names.has(one),
    );
    broken.push(...missing.map((one) => `${declaration.name} refers to ${one}`));
    if (environment.locate(declaration.origin.pointer).line < 1) broken.push(declaration.name);
  }
  return broken;
}

function listRefs(declaration: Declaration): string[] {
  const refs: string[] = [];
  JSON.stringify(declaration.props, (_, value: unknown) => {
    if (typeof value === "object" && value !== null && "$ref" in value) {
      refs.push(String(value.$ref));
    }
    return value;
  });
  return refs;
}

/** Every fault must have a place in a file, a code, and words that mean something. */
function listMisplaced(
  diagnostics: readonly Diagnostic[],
  read: (file: string) => string | undefined,
): string[] {
  const wrong = diagnostics.filter((one) => !hasPlace(one, read(one.file)) || !hasWords(one));
  const broken = wrong.map((one) => JSON.stringify(one));
  if (diagnostics.length === 0) broken.push("refused without a fault");
  const lines = renderDiagnostics(diagnostics, read).split("\n").length;
  if (lines < diagnostics.length * 3) broken.push("a fault has no frame");
  return broken;
}

function hasPlace({ line, column, length }: Diagnostic, text: string | undefined): boolean {
  const words = text?.replace(/^\uFEFF/, "").split("\n")[line - 1];
  return words !== undefined && column >= 1 && column <= words.length + 1 && length >= 1;
}

function hasWords({ code, message, help = "" }: Diagnostic): boolean {
  return /^[a-z0-9-]+$/.test(code) && !/undefined|\[object|\n/.test(message + help);
}
