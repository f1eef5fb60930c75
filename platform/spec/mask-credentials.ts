/** Lines of a file as they may be shown: credentials in them are stars, whatever else is wrong. */
import { hasCredentialShape, isCredential } from "./plain-credentials.ts";

export interface Range {
  /** Offset in the line. */
  start: number;
  length: number;
}

export interface Masked {
  text: string;
  /** Where a range of the line as it was written stands now. */
  move(range: Range): Range;
}

const stars = "********";
// a name begins where no other does, so that a long one is read once
const pair = /(?<![\w.-])(?<name>[A-Za-z_][\w.-]*)["']?\s*:\s+(?<value>"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,{}[\]#"'][^,{}[\]#]*)/g;
const word = /"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,{}[\]"']+/g;

/** `known` are those that have been found already. */
export function maskLine(line: string, known: readonly Range[] = []): Masked {
  const found = merge([...known.map(trim(line)), ...findPairs(line), ...findWords(line)]);
  let text = "";
  let done = 0;
  for (const { start, length } of found) {
    text += line.slice(done, start) + maskOf(line.slice(start, start + length));
    done = start + length;
  }
  return { text: text + line.slice(done), move: (range) => move(range, line, found) };
}

function findPairs(line: string): Range[] {
  return [...line.matchAll(pair)].flatMap(({ index, groups, 0: all }) => {
    const { name = "", value = "" } = groups ?? {};
    const length = value.trimEnd().length;
    const start = index + all.length - value.length;
    return isCredential(name, unquote(value.trimEnd())) ? [{ start, length }] : [];
  });
}

function findWords(line: string): Range[] {
  return [...line.matchAll(word)]
    .filter(([found]) => hasCredentialShape(unquote(found)))
    .map(({ index, 0: found }) => ({ start: index, length: found.length }));
}

/** A value over several lines is known by its first. */
function trim(line: string): (range: Range) => Range {
  return ({ start, length }) => ({ start, length: Math.min(length, line.length - start) });
}

function merge(ranges: readonly Range[]): Range[] {
  const sorted = ranges.filter(({ length }) => length > 0).toSorted((a, b) => a.start - b.start);
  const merged: Range[] = [];
  for (const one of sorted) {
    const last = merged.at(-1);
    if (!last || one.start >= last.start + last.length) {
      merged.push(one);
      continue;
    }
    const end = Math.max(last.start + last.length, one.start + one.length);
    merged[merged.length - 1] = { start: last.start, length: end - last.start };
  }
  return merged;
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*?)\1?$/, "$2");
}

/** Always as long, because the length says something too. */
function maskOf(text: string): string {
  const [quote = ""] = /^["']/.exec(text) ?? [];
  return `${quote}${stars}${quote}`;
}

function move({ start, length }: Range, line: string, found: readonly Range[]): Range {
  const grown = (one: Range): number =>
    maskOf(line.slice(one.start, one.start + one.length)).length - one.length;
  let from = start;
  let size = length;
  for (const one of found) {
    const end = one.start + one.length;
    if (end <= start) from += grown(one);
    else if (one.start >= start && end <= start + length) size += grown(one);
    else if (one.start < start + length) {
      // inside of what is hidden all of it is meant
      from += one.start - start;
      size = one.length + grown(one);
    }
  }
  return { start: from, length: size };
}
