/**
 * YAML text → a tree that knows where everything was written, and what the language refuses of
 * YAML.
 */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node as YamlNode,
  type Pair,
  Parser,
} from "yaml";

import type { Fault } from "./faults.ts";
import type { Entry, MapNode, Node } from "./node.ts";
import { findRefused } from "./refused-yaml.ts";
import type { Source, Span } from "./source.ts";
import { describeYamlErrors } from "./yaml-errors.ts";

export interface Parsed {
  /** None where the text has no structure that could be checked further. */
  root?: MapNode;
  faults: Fault[];
}

export function parseYaml(source: Source): Parsed {
  try {
    return parse(source);
  } catch (cause) {
    // the parser goes as deep as the text does
    if (!(cause instanceof RangeError)) throw cause;
    return {
      faults: [
        {
          code: "too-deep",
          message: "this is nested too deeply",
          span: spanOf(source, 0, 1),
          help: "hint: nothing in the language is deeper than six levels",
        },
      ],
    };
  }
}

function parse(source: Source): Parsed {
  const tokens = [...new Parser().parse(source.text)];
  const faults = findRefused(tokens as CST.Token[], source);
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    logLevel: "silent",
  });
  const documents = [...composer.compose(tokens, true, source.text.length)];
  const errors = describeYamlErrors(
    documents.flatMap((document) => document.errors),
    tokens as CST.Token[],
    source,
  );
  faults.push(...errors, ...findMore(documents, source));
  const contents = documents[0]?.contents;
  if (errors.length > 0) return { faults };
  if (!isMap(contents)) return { faults: [...faults, refuseRoot(contents ?? null, source)] };
  const root = convert(contents as YamlNode, source, faults);
  return root.type === "map" ? { root, faults } : { faults };
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

function convert(node: YamlNode | null | undefined, source: Source, faults: Fault[]): Node {
  const [start, end] = node?.range ?? [0, 0];
  const span = spanOf(source, start, end);
  if (isMap(node)) return convertMap(node.items, span, faults);
  if (isSeq(node)) {
    return {
      type: "list",
      span,
      items: node.items.map((item) => convertItem(item as YamlNode, span, faults)),
    };
  }
  // that there is an alias has been told
  if (isAlias(node)) return { type: "hole", span };
  if (!isScalar(node)) return { type: "scalar", span, value: null, text: "" };
  const value = node.value as string | number | boolean | null;
  return {
    type: "scalar",
    span,
    value,
    text: typeof value === "string" ? value : (node.source ?? ""),
  };
}

function convertItem(item: YamlNode, list: Span, faults: Fault[]): Node {
  const converted = convert(item, list.source, faults);
  if (!isEmpty(converted)) return converted;
  const span = pointBefore(converted.span);
  faults.push({
    code: "empty-value",
    message: "this item has no value",
    span,
    help: "hint: write the value, or remove the item",
  });
  return { type: "hole", span };
}

/** The last thing written before an empty place, which is the dash. */
function pointBefore({ source, start, end }: Span): Span {
  const written = end > start ? end : source.text.slice(0, start).trimEnd().length;
  return { source, start: end > start ? start : written - 1, end: written };
}

function convertMap(pairs: readonly Pair[], span: Span, faults: Fault[]): MapNode {
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    const key = convert(pair.key as YamlNode, span.source, faults);
    if (key.type === "hole") continue;
    if (key.type !== "scalar") {
      faults.push({
        code: "bad-key",
        message: "a key is a word",
        span: pointAt(key.span),
        help: "hint: write key: value",
      });
      continue;
    }
    addEntry(
      entries,
      key.text,
      { key: pointAt(key.span), value: convert(pair.value as YamlNode, span.source, faults) },
      faults,
    );
  }
  return { type: "map", span, entries, removed: new Map() };
}

function addEntry(entries: Map<string, Entry>, key: string, entry: Entry, faults: Fault[]): void {
  const first = entries.get(key);
  if (first) {
    faults.push({
      code: "duplicate-key",
      message: `"${key}" stands here twice`,
      span: entry.key,
      related: { message: "the first", span: first.key },
      help: "hint: keep one of them",
    });
    return;
  }
  if (isEmpty(entry.value)) {
    faults.push({
      code: "empty-value",
      message: `"${key}" has no value`,
      span: entry.key,
      help: "hint: write its value; null removes what a layer below set",
    });
  }
  entries.set(
    key,
    isEmpty(entry.value) ? { key: entry.key, value: { type: "hole", span: entry.key } } : entry,
  );
}

/** Removal is the written word `null`, and nothing else that YAML reads as null. */
function isEmpty(node: Node): boolean {
  return node.type === "scalar" && node.value === null && node.text !== "null";
}

function pointAt(span: Span): Span {
  return span.end > span.start ? span : { ...span, end: span.start + 1 };
}

function spanOf(source: Source, start: number, end: number): Span {
  return { source, start, end };
}
