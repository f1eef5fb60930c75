/**
 * The parser's nodes → our tree, in which every value knows where it stands. Refuses empty values
 * and keys that are no words.
 */
import { isAlias, isMap, isScalar, isSeq, type Node as YamlNode, type Pair } from "yaml";

import type { Fault } from "./faults.ts";
import type { Entry, MapNode, Node } from "./node.ts";
import type { Source, Span } from "./source.ts";

export function convertNode(
  node: YamlNode | null | undefined,
  source: Source,
  faults: Fault[],
): Node {
  const [start, end] = node?.range ?? [0, 0];
  const span = { source, start, end };
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
  const converted = convertNode(item, list.source, faults);
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
    const key = convertNode(pair.key as YamlNode, span.source, faults);
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
      { key: pointAt(key.span), value: convertNode(pair.value as YamlNode, span.source, faults) },
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
