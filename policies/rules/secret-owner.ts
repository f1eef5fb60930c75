/** Somebody knows when a secret from outside has to be changed. */
import { listComponents } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const secretOwner: Rule = {
  name: "secret-owner",
  about: "A Secret that comes from outside says its owner and how old it may get.",
  why: "What belongs to nobody is never changed, and nobody can tell who else has it.",
  levels: { dev: "off", staging: "off", prod: "advisory" },
  check: ({ environment }) =>
    listComponents(environment, ["Secret"])
      .filter(({ spec }) => spec.from !== undefined)
      .flatMap(({ at, spec }) => {
        const missing = ["owner", "maxAge"].filter((field) => spec[field] === undefined);
        const reason = `it says no ${missing.join(" and no ")}`;
        const fix = "owner: platform@example.com, maxAge: 180d";
        return missing.length === 0 ? [] : [{ at, reason, fix }];
      }),
  wrong: { components: { "sentry-dsn": { owner: null } } },
  right: { components: { "sentry-dsn": { owner: "web@example.com", maxAge: "90d" } } },
};
