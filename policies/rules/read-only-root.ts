/** Nobody can change a program that runs. */
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const readOnlyRoot: Rule = {
  name: "read-only-root",
  about: "The files of a program cannot be written while it runs.",
  why: "Whoever breaks in could leave something behind.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment)
      .filter(({ spec }) => spec.readOnlyRoot === false)
      .map(({ at }) => ({
        at: [...at, "readOnlyRoot"],
        reason: "its own files can be written",
        fix: "a volume for what it writes; /tmp is always writable",
      })),
  wrong: { components: { api: { readOnlyRoot: false } } },
  right: { components: { api: { readOnlyRoot: true, volumes: { uploads: { path: "uploads" } } } } },
};
