/** Breaks prose into lines of a width, and nothing that people copy: paths, commands, snippets. */

import { stripVTControlCharacters } from "node:util";

/** Each line of a text; what is broken off begins with the indent, else 2 columns further in. */
export function wrap(text: string, columns: number, indent?: string): string {
  return text.split("\n").map((line) => wrapLine(line, columns, indent)).join("\n");
}

function wrapLine(line: string, columns: number, given?: string): string {
  if (widthOf(line) <= columns) return line;
  const [first] = /^ */.exec(line)!;
  const indent = given ?? `${first}  `;
  const pieces = glue(line.trimStart().split(" ")).flatMap((one) => splitProse(one, columns));
  const lines: string[] = [];
  let current = first + pieces[0]!;
  for (const piece of pieces.slice(1)) {
    const longer = `${current} ${piece}`;
    if (widthOf(longer) <= columns) current = longer;
    else {
      lines.push(current);
      current = indent + piece;
    }
  }
  return [...lines, current].join("\n");
}

/** Colors take no place. */
function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

const program =
  /^[("`]*(?:npx|npm|docker|kubectl|git|pulumi|sudo|apt-get|brew|rm|cp|mv|chmod|export|curl)$/;
/** What a sentence goes on with behind a command. */
const words = /^(?:and|or|to|then|again|by|for|from|in|on|with|which|where|when|shows|says|lists|tells)$/;

/** Words that belong together are one piece: a command, and what stands in quotes or braces. */
function glue(all: readonly string[]): string[] {
  const pieces: string[] = [];
  let isCommand = false;
  for (const word of all) {
    const last = pieces.at(-1) ?? "";
    isCommand &&= !/[,;.:)]$/.test(last) && !words.test(word);
    if (isCommand || goesOn(last, word)) pieces[pieces.length - 1] = `${last} ${word}`;
    else pieces.push(word);
    isCommand ||= program.test(word);
  }
  return pieces;
}

function goesOn(last: string, word: string): boolean {
  return (last.endsWith(":") && word.startsWith("{")) || isOpen(last);
}

/** A quote that does not end, and quoted words that fit no line, are prose. */
function splitProse(piece: string, columns: number): string[] {
  const isProse = isOpen(piece) || (piece.startsWith("\"") && widthOf(piece) > columns);
  return isProse ? piece.split(" ") : [piece];
}

function isOpen(text: string): boolean {
  const count = (mark: string): number => text.split(mark).length - 1;
  if (count("{") > count("}")) return true;
  return ["`", "\""].some((mark) => count(mark) % 2 === 1) || /(?:^|[ =])'[^']*$/.test(text);
}
