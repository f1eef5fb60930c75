/** Data outlives its stack. */
import { listComponents } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const keptData: Rule = {
  name: "kept-data",
  about: "What holds the data of a Database or Redis is kept when the stack is removed.",
  why: "One slip, and everything is gone.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  check: ({ environment, declarations }) =>
    listComponents(environment, ["Database", "Redis"])
      .filter(({ spec }) => spec.managed === undefined)
      .filter(({ name }) => {
        const own = declarations.filter(({ parent }) => parent === name);
        return own.length > 0 && !own.some(({ keep }) => keep === true);
      })
      .map(({ at }) => ({
        at,
        reason: "destroy would remove its data",
        fix: "this is the target's to mend: report it",
      })),
};
