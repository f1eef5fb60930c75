/** What the YAML parser complains of, in words that say what to do. */
import type { YAMLError } from "yaml";

import type { Fault } from "./faults.ts";
import { placeOf, type Source, type Span } from "./source.ts";
import type { Token } from "./tokens.ts";

const indentation =
  "things that belong together start in the same column, two spaces deeper than their parent";

const texts: Readonly<Record<string, readonly [message: string, help: string]>> = {
  TAB_AS_INDENT: ["a tab cannot be used to indent", "use spaces"],
  BAD_INDENT: ["this is indented wrongly", indentation],
  BLOCK_IN_FLOW: [
    "this cannot stand between { } or [ ]",
    "write it on one line, or indent without brackets",
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    "a second \":\" stands on this line",
    "put the text in quotes, or what follows on a line of its own",
  ],
  MULTILINE_IMPLICIT_KEY: ["this key goes over several lines", "is a \":\" missing, or a quote?"],
  MISSING_CHAR: [
    "something is missing before this",
    "is a \":\", a comma, a quote or a bracket missing?",
  ],
  BAD_DQ_ESCAPE: ["this escape is unknown in \"…\"", "write \\\\ for a backslash, or use '…'"],
  BAD_SCALAR_START: ["a text cannot start with this character", "put the text in quotes"],
  UNEXPECTED_TOKEN: ["this is not expected here", "is a quote or a bracket missing before it?"],
  BAD_COLLECTION_TYPE: ["this is not expected here", indentation],
  KEY_OVER_1024_CHARS: ["this key is too long", "is a \":\" missing?"],
  RESOURCE_EXHAUSTION: [
    "this is nested too deeply",
    "nothing in the language is deeper than six levels",
  ],
  MULTIPLE_DOCS: [
    "a second document starts here, and one file is one environment",
    "move it into a file of its own",
  ],
};

/**
 * What is wrong with a file as YAML, once per line: what follows on a line follows from the
 * first.
 */
export function describeYamlErrors(
  errors: readonly YAMLError[],
  tokens: readonly Token[],
  source: Source,
): Fault[] {
  if (errors.length === 0) return [];
  const open = findUnclosed(tokens, source);
  const told = errors
    .filter(({ pos: [start] }) => !open || start < open.span.start)
    .map((error) => describeYamlError(error, source));
  const lines = new Map<number, Fault>();
  for (const fault of open ? [...told, open] : told) {
    const { line } = placeOf(fault.span);
    if (!lines.has(line)) lines.set(line, fault);
  }
  return [...lines.values()];
}

const ends = new WeakMap<Source, number>();

/** Offset of the last character that is no space; looked for once, because errors may be many. */
function lastOf(source: Source): number {
  const last = ends.get(source) ?? Math.max(0, source.text.trimEnd().length - 1);
  ends.set(source, last);
  return last;
}

function describeYamlError(error: YAMLError, source: Source): Fault {
  const [message, help] = texts[error.code] ?? [
    "this is not YAML",
    "is a quote, a colon or a bracket missing?",
  ];
  return { code: "bad-yaml", message, span: pointAtWord(error, source), help: `hint: ${help}` };
}

/**
 * Errors often begin in the space before what is wrong, and at the end of a file there is nothing
 * but its last character.
 */
function pointAtWord({ pos: [start, end], code }: YAMLError, source: Source): Span {
  const { text } = source;
  const last = lastOf(source);
  const from = Math.min(start, last);
  if (code === "TAB_AS_INDENT" || !/\s/.test(text[from] ?? "")) {
    return { source, start: from, end: Math.max(Math.min(end, last + 1), from + 1) };
  }
  const word = from + text.slice(from).search(/\S/);
  const length = text.slice(word).search(/\s|$/);
  return { source, start: word, end: word + length };
}

/**
 * A quote or bracket that is never closed swallows what comes after: where it opens is what
 * helps.
 */
function findUnclosed(tokens: readonly Token[], source: Source): Fault | undefined {
  for (const token of tokens) {
    const start = token.offset as number;
    const span = { source, start, end: start + 1 };
    if (isUnclosedQuote(token)) {
      return {
        code: "bad-yaml",
        message: "this quote is never closed",
        span,
        help: "hint: close it on the same line",
      };
    }
    if (token.type === "flow-collection" && isUnclosedBracket(token)) {
      return {
        code: "bad-yaml",
        message: "this bracket is never closed",
        span,
        help: "hint: close it, and indent what belongs to it",
      };
    }
  }
  return undefined;
}

function isUnclosedQuote({ type, source }: Token): boolean {
  if (type !== "double-quoted-scalar" && type !== "single-quoted-scalar") return false;
  const words = String(source);
  return words.length < 2 || words.at(-1) !== words[0];
}

function isUnclosedBracket({ end }: Token): boolean {
  return !(end as { type: string }[]).some(
    ({ type }) => type === "flow-map-end" || type === "flow-seq-end",
  );
}
