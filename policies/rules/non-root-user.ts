/** Programs run as users that are nobody elsewhere. */
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

const least = 10_000;

export const nonRootUser: Rule = {
  name: "non-root-user",
  about: "A program runs as a user whose number is 10000 or more.",
  why: "A lower number may be somebody on the host, whose files then are the program's.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment)
      .filter(({ spec }) => Number(spec.user ?? 10_001) < least)
      .map(({ at, spec }) => ({
        at: [...at, "user"],
        reason: `user ${String(spec.user)} may be somebody on the host`,
        fix: "user: 10001, which is the default",
      })),
  wrong: { components: { api: { user: 1000 } } },
  right: { components: { api: { user: 10_000 } } },
};
