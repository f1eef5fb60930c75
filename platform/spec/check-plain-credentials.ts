/** Refuses credentials that are written where a reference belongs. */
import { findCommandCredentials } from "./command-credentials.ts";
import type { Fault } from "./faults.ts";
import { isTextNode, type Model, type Visit } from "./model.ts";
import { formatPointer, type Pointer, type ScalarNode } from "./node.ts";
import { hasCredentialShape, isCredential } from "./plain-credentials.ts";
import { isText } from "./schema.ts";

export function checkPlainCredentials({ visits, faults }: Model): void {
  const commands = new Map<string, (Visit & { node: ScalarNode })[]>();
  for (const visited of visits) {
    if (!isTextNode(visited)) continue;
    const { pointer } = visited;
    const isWord = pointer.at(-2) === "command";
    if (holdsCredential(visited)) faults.push(describe(visited));
    else if (isWord) {
      const at = formatPointer(pointer.slice(0, -1));
      const words = commands.get(at);
      if (words) words.push(visited);
      else commands.set(at, [visited]);
    }
  }
  for (const words of commands.values()) {
    const found = findCommandCredentials(words.map(({ node }) => node.text));
    for (const [at, name] of found) faults.push(describe(words[at]!, name));
  }
}

/** Of what people write freely also the name and the randomness are looked at. */
function holdsCredential({ node, shape, pointer }: Visit & { node: ScalarNode }): boolean {
  // these want a reference, and say so themselves
  if ("references" in shape && shape.references === "secret") return false;
  const isFree = isText(shape) || pointer.includes("command");
  return isFree
    ? isCredential(pointer.includes("command") ? "" : nameOf(pointer), node.text)
    : hasCredentialShape(node.text);
}

function nameOf(pointer: Pointer): string {
  return pointer.findLast((step) => !/^\d+$/.test(step)) ?? "";
}

function describe(
  { node, pointer, shape }: Visit & { node: ScalarNode }, under?: string,
): Fault {
  const field = under ?? nameOf(pointer);
  const variable = field
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
  const name = variable.toLowerCase().replace(/^[^a-z]+|_+$/g, "").replace(/_+/g, "-");
  const component = `components: { ${name}: { kind: Secret, from: { variable: ${variable} } } }`;
  const takes = "references" in shape && shape.references === "any";
  const use = takes
    ? `and here "\${${name}.value}"`
    : `and env: { ${variable}: "\${${name}.value}" }, which the program reads`;
  return {
    code: "plain-credential",
    message: `${field} holds a credential in plain text`,
    span: node.span,
    help: `hint: ${component}, ${use}`,
  };
}
