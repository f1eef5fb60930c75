/** Texts that are put together from parts of which some are not known here. */

import type { Node } from "./make-rule.ts";

/** What is written of a text, with `?` for what is put in; nothing where all of it is written. */
export function readBuilt(node: Node): string | undefined {
  if (node.type === "TemplateLiteral" && node.expressions.length > 0) {
    return node.quasis.map(({ value }) => value.raw).join("?");
  }
  if (node.type !== "BinaryExpression" || node.operator !== "+") return undefined;
  const text = [node.left, node.right].map((part) => readPart(part as Node)).join("");
  return text.includes("?") ? text : undefined;
}

function readPart(node: Node): string {
  if (node.type === "Literal") return String(node.value).replaceAll("?", "");
  if (node.type !== "BinaryExpression") return readBuilt(node) ?? "?";
  return [node.left, node.right].map((part) => readPart(part as Node)).join("");
}
