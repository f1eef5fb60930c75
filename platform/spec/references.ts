/** References in a text: `${name.output}`, and `$${` for a plain `${`. Knows no component. */

export interface Reference {
  component: string;
  output: string;
}

/**
 * A piece of a text: words, a reference, or something in `${}` that is none. `index` counts from
 * the start of the text.
 */
export type Part =
  | { type: "words"; text: string }
  | ({ type: "reference"; written: string; index: number } & Reference)
  | { type: "wrong"; written: string; inside: string; index: number };

const mark = /\$\$\{|\$\{([^}]*)(\})?/g;
const shape = /^([a-z][a-z0-9-]*)\.([A-Za-z][A-Za-z0-9]*)$/;

export function parseText(text: string): Part[] {
  const parts: Part[] = [];
  let done = 0;
  if (!text.includes("${")) return text === "" ? [] : [{ type: "words", text }];
  for (const match of text.matchAll(mark)) {
    addWords(parts, text.slice(done, match.index));
    done = match.index + match[0].length;
    if (match[0] === "$${") addWords(parts, "${");
    else parts.push(readReference(match));
  }
  addWords(parts, text.slice(done));
  return parts;
}

/** The references of a text, without what is wrong in it. */
export function listReferences(text: string): Reference[] {
  return parseText(text).flatMap((part) =>
    part.type === "reference" ? [{ component: part.component, output: part.output }] : [],
  );
}

function readReference(match: RegExpExecArray): Part {
  const [written, inside = "", end] = match;
  const [, component, output] = end === undefined ? [] : (shape.exec(inside) ?? []);
  if (component === undefined || output === undefined) {
    return { type: "wrong", written, inside, index: match.index };
  }
  return { type: "reference", written, component, output, index: match.index };
}

function addWords(parts: Part[], text: string): void {
  const last = parts.at(-1);
  if (text === "") return;
  if (last?.type === "words") last.text += text;
  else parts.push({ type: "words", text });
}
