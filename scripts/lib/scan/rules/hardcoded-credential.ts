/** Passwords, keys and tokens that stand in the code. */

import { makeRule, type Node } from "./make-rule.ts";

const password = /(password|passwd|passphrase|pwd)$/i;
const credential = /(password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|private_?key)$/i;

/** A word of a vocabulary, as `kind: "secret"`, is none; nor is a name of a variable, or a path. */
const harmless = /^([a-z]+([-.][a-z]+)*|[A-Z][A-Z0-9_]+|[./~].*|\$\{.*|.*\s.*|.{0,3})$/;

export const hardcodedCredential = makeRule("a credential stands in the code: let it come from outside", (report) => {
  const look = (name: string | undefined, value: unknown) => {
    const node = value as Node | null | undefined;
    if (name === undefined || node?.type !== "Literal" || typeof node.value !== "string") return;
    if (isCredential(name, node.value)) report(node);
  };
  return {
    VariableDeclarator: ({ id, init }) => look(nameOf(id), init),
    AssignmentExpression: ({ left, right }) => look(nameOf(left), right),
    AssignmentPattern: ({ left, right }) => look(nameOf(left), right),
    Property: ({ key, value }) => look(nameOf(key), value),
    PropertyDefinition: ({ key, value }) => look(nameOf(key), value),
  };
});

function isCredential(name: string, value: string): boolean {
  if (password.test(name)) return value.length > 3 && !/\s|^[./]|^\$\{/.test(value);
  return credential.test(name) && !harmless.test(value);
}

function nameOf(node: object): string | undefined {
  const { type, name, value, property } = node as {
    type: string; name?: string; value?: unknown; property?: object;
  };
  if (type === "Identifier") return name;
  if (type === "Literal") return String(value);
  return property && nameOf(property);
}
