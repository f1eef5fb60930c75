/** A rule of the scanner of code: one sentence, and what it looks at. */

import type { Rule } from "eslint";

type Listener = Rule.RuleListener;
export type Call = Parameters<NonNullable<Listener["CallExpression"]>>[0];
export type Node = Call["arguments"][number] | Call["callee"];

export function makeRule(
  message: string, look: (report: (node: Node) => void) => Listener,
): Rule.RuleModule {
  return {
    meta: { type: "problem", schema: [] },
    create: (context) => look((node) => context.report({ node, message })),
  };
}

/** `exec` of `exec(…)` and of `child.exec(…)`, with what stands before the dot. */
export function readCallee({ callee }: Call): { name?: string; of?: string } {
  if (callee.type === "Identifier") return { name: callee.name };
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return {};
  const { object, property } = callee;
  return { name: property.name, of: object.type === "Identifier" ? object.name : "" };
}
