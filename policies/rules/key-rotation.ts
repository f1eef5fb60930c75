/** Keys that sign are changed at times, without throwing everybody out. */
import { listReferences } from "../../platform/spec/references.ts";
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

const signing = ["JWT_SECRET", "SECRET_KEY", "SESSION_SECRET", "SIGNING_KEY"];

export const keyRotation: Rule = {
  name: "key-rotation",
  about: "A key that signs has a maxAge, and an overlap in which the old one still counts.",
  why: "A key that is never changed opens everything that was ever signed to whoever finds it.",
  levels: { dev: "off", staging: "off", prod: "advisory" },
  check: ({ environment }) =>
    listPrograms(environment)
      .flatMap(({ variables }) => signing.flatMap((name) => variables.get(name) ?? []))
      .flatMap(({ text }) => listReferences(text))
      .flatMap(({ component }) => {
        const spec = environment.components[component];
        if (spec?.kind !== "Secret") return [];
        const at = ["components", component];
        const lasts = spec.overlap !== undefined && spec.overlap !== "0s";
        const reason = spec.maxAge === undefined ? "it has no maxAge" : "it has no overlap";
        return spec.maxAge !== undefined && lasts
          ? []
          : [{ at, reason, fix: "maxAge: 180d, overlap: 1d" }];
      }),
  wrong: { components: { "jwt-key": { maxAge: null } } },
  right: { components: { "jwt-key": { maxAge: "90d", overlap: "2d" } } },
};
