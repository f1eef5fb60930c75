/** What to do next, below what is wrong. */

import { asTyped } from "./as-typed.ts";
import { paint, proseColumnsOf } from "./output.ts";
import { wrap } from "./wrap.ts";

export function describeHint(hint: string, stream: NodeJS.WriteStream): string {
  const line = `  ${paint(stream, "cyan", "hint:")} ${asTyped(hint)}`;
  return wrap(line, proseColumnsOf(stream), " ".repeat(8));
}
