/** A file of the specification as text, and places in it. Reads no file itself. */

export interface Source {
  /** Relative to the project's root. */
  file: string;
  text: string;
  /** Offset at which each line starts. */
  lineStarts: readonly number[];
}

/** Part of a source, as offsets in UTF-16 units. */
export interface Span {
  source: Source;
  start: number;
  end: number;
}

/** Lines and columns count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
  length: number;
}

export function makeSource(file: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    lineStarts.push(at + 1);
  }
  return { file, text, lineStarts };
}

/**
 * Where a span is. A span over several lines is told by its first, and covers at least one
 * character.
 */
export function placeOf({ source, start, end }: Span): Place {
  const from = Math.min(Math.max(start, 0), source.text.length);
  const line = findLine(source.lineStarts, from);
  const lineStart = source.lineStarts[line] ?? 0;
  const lineEnd = endOfLine(source, line);
  return {
    file: source.file,
    line: line + 1,
    column: from - lineStart + 1,
    length: Math.max(1, Math.min(end, lineEnd) - from),
  };
}

/** Offset after the last word of a line. Copies nothing, because lines may be long. */
function endOfLine({ text, lineStarts }: Source, line: number): number {
  let end = (lineStarts[line + 1] ?? text.length + 1) - 1;
  while (end > (lineStarts[line] ?? 0) && /\s/.test(text[end - 1] ?? "")) end -= 1;
  return end;
}

/** Index of the last line that starts at or before an offset. */
function findLine(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
