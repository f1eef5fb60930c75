/**
 * YAML text → a tree that knows where everything was written, and what the language refuses of
 * YAML.
 */
import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  type Node as YamlNode,
  Parser,
} from "yaml";

import { addFaults, type Fault } from "./faults.ts";
import type { MapNode } from "./node.ts";
import { findRefused } from "./refused-yaml.ts";
import type { Source, Span } from "./source.ts";
import { isBlank, listTokens, type Token } from "./tokens.ts";
import { describeYamlErrors } from "./yaml-errors.ts";
import { convertNode } from "./yaml-tree.ts";

export interface Parsed {
  /** None where the text has no structure that could be checked further. */
  root?: MapNode;
  faults: Fault[];
}

export function parseYaml(source: Source): Parsed {
  const deep = findDepth(source.text);
  if (deep !== undefined) return { faults: [refuseDepth(source, deep)] };
  try {
    return parse(source);
  } catch (cause) {
    // the parser goes as deep as the text does
    if (!(cause instanceof RangeError)) throw cause;
    return { faults: [refuseDepth(source, 0)] };
  }
}

/** Brackets that may stand open; far more than any text has, because quotes are not looked at. */
const mostOpen = 1000;
const brackets = /[[{\]}]/g;
const indicators = /(?:[-?][ \t]+){100}/;

/** Where a text nests so deeply that reading it takes long, and is for nothing. */
function findDepth(text: string): number | undefined {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(brackets)) {
    open = bracket === "[" || bracket === "{" ? open + 1 : Math.max(0, open - 1);
    if (open > mostOpen) return index;
  }
  return indicators.exec(text)?.index;
}

function refuseDepth(source: Source, at: number): Fault {
  return {
    code: "too-deep",
    message: "this is nested too deeply",
    span: spanOf(source, at, at + 1),
    help: "hint: nothing in the language is deeper than six levels",
  };
}

function parse(source: Source): Parsed {
  const top = [...new Parser().parse(source.text)] as CST.Token[];
  const tokens = listTokens(top);
  const excess = findExcess(tokens, source);
  if (excess) return { faults: [excess] };
  const faults = findRefused(tokens, source);
  const documents = withoutStacks(() => composeTwo(top, source));
  const errors = describeYamlErrors(
    documents.flatMap((document) => document.errors),
    tokens,
    source,
  );
  addFaults(faults, [...errors, ...findMore(documents, source)]);
  const contents = documents[0]?.contents;
  if (errors.length > 0) return { faults };
  if (!isMap(contents)) return { faults: [...faults, refuseRoot(contents ?? null, source)] };
  const root = convertNode(contents as YamlNode, source, faults);
  return root.type === "map" ? { root, faults } : { faults };
}

/** Of the largest file: words and signs, as many as it has room for when it is legible. */
export const mostTokens = 250_000;

/** Many more make the largest file take seconds. */
function findExcess(tokens: readonly Token[], source: Source): Fault | undefined {
  const written = tokens.filter((token) => !isBlank(token));
  if (written.length <= mostTokens) return undefined;
  const start = Number(written[mostTokens]?.offset);
  return {
    code: "too-many-tokens",
    message: `the file holds ${written.length} words and signs, and the limit is ${mostTokens}`,
    span: spanOf(source, start, start + 1),
    help: "hint: move some of its components to an environment of their own",
  };
}

/** The first document, and the second, which is one too many. */
function composeTwo(tokens: readonly CST.Token[], source: Source): Document[] {
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    logLevel: "silent",
  });
  const [first, second] = composer.compose(tokens, true, source.text.length);
  return [first, second].filter((one) => one !== undefined);
}

/** The parser makes an `Error` of each fault, and its stack takes longer than all the rest. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function findMore(documents: readonly Document[], source: Source): Fault[] {
  return documents.slice(1, 2).map((document) => ({
    code: "one-document",
    message: "a second document starts here, and one file is one environment",
    span: spanOf(source, document.range?.[0] ?? 0, (document.range?.[0] ?? 0) + 3),
    help: "hint: move it into a file of its own",
  }));
}

function refuseRoot(contents: unknown, source: Source): Fault {
  const start = (contents as YamlNode | null)?.range?.[0] ?? 0;
  const end = (contents as YamlNode | null)?.range?.[1] ?? 1;
  const empty = contents === null || (isScalar(contents) && contents.value === null);
  const message = empty ? "the file is empty" : "an environment is a map of fields";
  return {
    code: "not-a-map",
    message,
    span: spanOf(source, start, end),
    help: "hint: begin with version: 1",
  };
}

function spanOf(source: Source, start: number, end: number): Span {
  return { source, start, end };
}
