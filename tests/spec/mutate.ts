/**
 * Ways to break a file: by its bytes, its words, or its values. The same seed breaks it the same
 * way.
 */
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, visit } from "yaml";

export interface Random {
  below(limit: number): number;
  of<T>(items: readonly T[]): T;
}

/** The same numbers for the same seed (mulberry32). */
export function makeRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, of: (items) => items[below(items.length)] as (typeof items)[number] };
}

export type Mutate = (bytes: Buffer, random: Random) => Buffer;

export const mutateBytes: Mutate = (bytes, random) => {
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

export const mutateTokens: Mutate = (bytes, random) => {
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

export const mutateValues: Mutate = (bytes, random) => {
  const document = parseDocument(bytes.toString("utf8"));
  const nodes: Node[] = [];
  visit(document, { Node: (_, node) => void nodes.push(node) });
  const node = random.of(nodes.filter((one) => isMap(one) || isSeq(one) || isScalar(one)));
  if (isMap(node)) {
    changeMap(node.items, document, random);
  } else if (isSeq(node)) {
    node.items.splice(
      random.below(node.items.length + 1),
      random.below(2),
      document.createNode(random.of(values)),
    );
  } else if (isScalar(node)) {
    node.value = random.of(values);
  }
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
