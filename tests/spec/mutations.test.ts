/**
 * Ten thousand broken environments from a seed: never a crash, never a fault without a place, and
 * what is accepted can be made.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, visit } from "yaml";

import { declare } from "../../platform/declare.ts";
import { type Environment, readEnvironment } from "../../platform/environment.ts";
import { type Diagnostic, isPlatformError } from "../../platform/errors.ts";
import { decode } from "../../platform/spec/decode.ts";
import { renderDiagnostics } from "../../platform/spec/diagnostics.ts";
import type { Declaration } from "../../platform/targets/target.ts";

const root = join(import.meta.dirname, "../..");
const files = ["base.yaml", "dev.yaml", "examples/single.yaml"].map(
  (file) => `environments/${file}`,
);
const originals = new Map(files.map((file) => [file, readFileSync(join(root, file))]));

interface Random {
  below(limit: number): number;
  of<T>(items: readonly T[]): T;
}

/** The same numbers for the same seed (mulberry32). */
function makeRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, of: (items) => items[below(items.length)] as (typeof items)[number] };
}

type Mutate = (bytes: Buffer, random: Random) => Buffer;

const mutateBytes: Mutate = (bytes, random) => {
  const at = random.below(bytes.length);
  const until = Math.min(bytes.length, at + 1 + random.below(40));
  const insert = random.of([
    Buffer.from([random.below(256)]),
    Buffer.from([random.below(256), random.below(256)]),
    bytes.subarray(at, until),
    Buffer.alloc(0),
  ]);
  return Buffer.concat([
    bytes.subarray(0, at),
    insert,
    bytes.subarray(random.of([at, at + 1, until])),
  ]);
};

const words = [
  "null",
  "~",
  "true",
  "&a",
  "*a",
  "!!str",
  "!x",
  "<<:",
  "{",
  "}",
  "[",
  "]",
  "[]",
  "{}",
  "\"",
  "'",
  "|",
  ">",
  "- ",
  "? ",
  ": ",
  "#",
  "---",
  "...",
  "\t",
  ",",
  "%YAML 1.1",
  "${",
  "$${",
  "${db.url}",
  "${api.url}",
  "${HOME}",
  "${environment.name}",
  "kind",
  "Service",
  "env:",
  "\n",
  "  ",
  "\n  ",
  "0",
  "-1",
  "1e999",
  "é",
  "🙂",
  "\uFEFF",
];

const mutateTokens: Mutate = (bytes, random) => {
  const tokens = bytes.toString("utf8").match(/\s+|[\w./-]+|./gsu) ?? [];
  const at = random.below(tokens.length);
  const other = random.below(tokens.length);
  const change = random.of(["replace", "insert", "delete", "swap", "double"]);
  if (change === "replace") tokens[at] = random.of(words);
  if (change === "insert") tokens.splice(at, 0, random.of(words));
  if (change === "delete") tokens.splice(at, 1 + random.below(3));
  if (change === "swap") [tokens[at], tokens[other]] = [tokens[other] ?? "", tokens[at] ?? ""];
  if (change === "double") tokens.splice(at, 0, ...tokens.slice(at, at + random.below(12)));
  return Buffer.from(tokens.join(""));
};

const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  1.5,
  100,
  1e21,
  Infinity,
  NaN,
  "",
  " ",
  "a",
  "app",
  "db",
  "x".repeat(2000),
  "\u0000",
  "\n",
  "512Mi",
  "512m",
  "10m",
  "0 2 30 2 *",
  "0 2 29 2 *",
  "${db.url}",
  "${api.url} ${api.publicUrl}",
  "${cache.host}:${db.port}",
  "$${x}",
  "${x}",
  "../..",
  "/",
  "postgresql",
  "sqlite",
  "Service",
  "Worker",
  "Job",
  "CronJob",
  "Secret",
  "local",
  [],
  ["a"],
  [[]],
  ["app", "app"],
  {},
  { a: 1 },
  { port: 5001 },
  { kind: "Secret", generate: {} },
  { kind: "Database", engine: "sqlite" },
  { __proto__: 1 },
  new Date(0),
  { generate: { bytes: 16 } },
  ["migrate"],
  ["seed"],
];
const keys = [
  "kind",
  "image",
  "env",
  "envFrom",
  "port",
  "replicas",
  "after",
  "schedule",
  "publish",
  "db",
  "api",
  "dev",
  "toString",
  "__proto__",
  "x y",
  "",
  "health",
  "version",
  "stop",
];

const mutateValues: Mutate = (bytes, random) => {
  const document = parseDocument(bytes.toString("utf8"));
  const nodes: Node[] = [];
  visit(document, { Node: (_, node) => void nodes.push(node) });
  const node = random.of(nodes.filter((one) => isMap(one) || isSeq(one) || isScalar(one)));
  if (isMap(node)) changeMap(node.items, document, random);
  else if (isSeq(node))
    node.items.splice(
      random.below(node.items.length + 1),
      random.below(2),
      document.createNode(random.of(values)),
    );
  else if (isScalar(node)) node.value = random.of(values);
  return Buffer.from(document.toString({ lineWidth: 0 }));
};

function changeMap(
  items: { key: unknown; value: unknown }[],
  document: Document,
  random: Random,
): void {
  const pair = document.createPair(random.of(keys), random.of(values));
  const at = random.below(items.length + 1);
  items.splice(at, random.below(2), pair);
}

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
      for (let times = random.below(3); times >= 0; times -= 1)
        bytes = tryMutation(mutate, bytes, random);
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
    if (!isPlatformError(error) || error.code !== "spec_invalid")
      throw new Error(`this broke it:\n${bytes.toString()}`, { cause: error });
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
    for (const name of [...declaration.needs, ...listRefs(declaration)])
      expect(names.has(name), `${name} in\n${told}`).toBe(true);
    expect(environment.locate(declaration.origin.pointer).line).toBeGreaterThan(0);
  }
}

function listRefs(declaration: Declaration): string[] {
  const refs: string[] = [];
  JSON.stringify(declaration.props, (_, value: unknown) => {
    if (typeof value === "object" && value !== null && "$ref" in value)
      refs.push(String(value.$ref));
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
