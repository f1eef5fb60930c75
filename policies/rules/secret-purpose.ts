/** Each key opens one thing. */
import { listReferences } from "../../platform/spec/references.ts";
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const secretPurpose: Rule = {
  name: "secret-purpose",
  about: "A Secret serves one purpose: two variables of a program do not share one.",
  why: "Whoever gets one key of it gets both, and neither can be changed alone.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment).flatMap(({ name, variables }) => {
      const first = new Map<string, string>();
      return [...variables.values()].flatMap((variable) =>
        listReferences(variable.text).flatMap(({ component, output }) => {
          const key = `${component}.${output}`;
          if (environment.components[component]?.kind !== "Secret") return [];
          const before = first.get(key);
          first.set(key, before ?? variable.name);
          const reason = `${variable.name} is the same secret as ${before}`;
          const fix = `a Secret of its own for ${variable.name}`;
          return before === undefined || before === variable.name
            ? []
            : [{ at: variable.at, component: name, reason, fix }];
        }),
      );
    }),
  wrong: { envGroups: { app: { SECRET_KEY: "${jwt-key.value}" } } },
  right: { envGroups: { app: { SECRET_KEY: "${secret-key.value}" } } },
};
