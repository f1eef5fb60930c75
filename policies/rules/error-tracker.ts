/** Errors are collected where people see them. */
import { listReferences } from "../../platform/spec/references.ts";
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

const fix =
  "SENTRY_DSN: ${sentry-dsn.value}, with sentry-dsn: { kind: Secret, from: { variable: SENTRY_DSN } }";

export const errorTracker: Rule = {
  name: "error-tracker",
  about: "Services and Workers send their errors to a tracker: SENTRY_DSN comes from a Secret.",
  why: "Errors that are only in a log are found when somebody complains.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  requirements: ["L001-72", "R002-92"],
  check: ({ environment }) =>
    listPrograms(environment, ["Service", "Worker"]).flatMap(({ name, at, variables }) => {
      const dsn = variables.get("SENTRY_DSN");
      if (!dsn) return [{ at, reason: "SENTRY_DSN is not set", fix }];
      const secret = listReferences(dsn.text).some(
        ({ component }) => environment.components[component]?.kind === "Secret",
      );
      const reason = "SENTRY_DSN does not come from a Secret";
      return secret ? [] : [{ at: dsn.at, component: name, reason, fix }];
    }),
  wrong: { envGroups: { app: { SENTRY_DSN: null } } },
  right: { envGroups: { app: { SENTRY_DSN: "${sentry-dsn.value}" } } },
};
