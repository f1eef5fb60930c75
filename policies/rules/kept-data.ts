/** Data outlives its stack. */
import { listComponents } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const keptData: Rule = {
  name: "kept-data",
  about: "What holds the data of a Database or Redis is kept when the stack is removed.",
  why: "One slip, and everything is gone.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  check: ({ environment, declarations }) => {
    const made = new Set(declarations.map(({ parent }) => parent));
    const kept = new Set(declarations.filter(({ keep }) => keep).map(({ parent }) => parent));
    return listComponents(environment, ["Database", "Redis"])
      .filter(({ spec, name }) => spec.managed === undefined && made.has(name) && !kept.has(name))
      .map(({ at }) => ({
        at,
        reason: "destroy would remove its data",
        fix: "this is the target's to mend: report it",
      }));
  },
};
