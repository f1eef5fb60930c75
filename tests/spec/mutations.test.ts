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
      const result = tryEnvironment(file, bytes);
      outcomes[result] += 1;
    }
    // both must happen, else the mutations prove nothing
    expect(outcomes.accepted).toBeGreaterThan(count / 50);
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

function tryEnvironment(file: string, bytes: Buffer): "accepted" | "refused" {
  const texts = new Map([...originals, [file, bytes]]);
  const started = file.endsWith("single.yaml") ? file : "environments/dev.yaml";
  const name = started.includes("single") ? "single" : "dev";
  const read = (path: string) => {
    const found = texts.get(path);
    return found && decode(path, found);
  };
  try {
    const environment = readEnvironment({
      root,
      name,
      file: started,
      reader: { read, list: () => ["base.yaml"] },
      environments: ["dev", "single"],
    });
    expectMade(environment, bytes);
    return "accepted";
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "spec_invalid") {
      throw new Error(`this broke it:\n${bytes.toString()}`, { cause: error });
    }
    expectPlaces(error.diagnostics, (path) => texts.get(path)?.toString("utf8"), bytes);
    return "refused";
  }
}

/** Each refers only to what is there, and every place in it can be found. */
function expectMade(environment: Environment, bytes: Buffer): void {
  const declarations = declare(environment);
  const names = new Set(declarations.map(({ name }) => name));
  const told = bytes.toString();
  expect(names.size, told).toBe(declarations.length);
  for (const declaration of declarations) {
    for (const name of [...declaration.needs, ...listRefs(declaration)]) {
      expect(names.has(name), `${name} in\n${told}`).toBe(true);
    }
    expect(environment.locate(declaration.origin.pointer).line).toBeGreaterThan(0);
  }
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

function expectPlaces(
  diagnostics: readonly Diagnostic[],
  read: (file: string) => string | undefined,
  bytes: Buffer,
): void {
  const told = bytes.toString();
  expect(diagnostics.length, told).toBeGreaterThan(0);
  for (const { file, line, column, length, code, message, help } of diagnostics) {
    const lines = (read(file) ?? "").replace(/^\uFEFF/, "").split("\n");
    expect(line >= 1 && line <= lines.length && length >= 1, `${file}:${line} in\n${told}`).toBe(
      true,
    );
    expect(
      column >= 1 && column <= (lines[line - 1] ?? "").length + 1,
      `${file}:${line}:${column} in\n${told}`,
    ).toBe(true);
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(`${message} ${help ?? ""}`, told).not.toMatch(/undefined|\[object|\n/);
  }
  expect(renderDiagnostics(diagnostics, read).split("\n").length).toBeGreaterThanOrEqual(
    diagnostics.length * 3,
  );
}
