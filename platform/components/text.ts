/** Text with values inside that are known later. */
import type { Join, Ref, Text } from "../targets/values.ts";

/** One text of several: flat, with neighbouring words put together. */
export function joinText(...texts: readonly Text[]): Text {
  const parts: (string | Ref)[] = [];
  for (const part of texts.flatMap((text) => (isJoin(text) ? text.$join : [text]))) {
    const last = parts.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  const [first = ""] = parts;
  return parts.length <= 1 ? first : { $join: parts };
}

function isJoin(text: Text): text is Join {
  return typeof text === "object" && "$join" in text;
}
