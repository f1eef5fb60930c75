/** Logs do not tell what people send. */
import { listPrograms, plainText } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const logLevel: Rule = {
  name: "log-level",
  about: "LOG_LEVEL is info or quieter, and can be read here.",
  why: "The levels below write whole requests and queries, with people's data in them.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment).flatMap(({ name, variables }) => {
      const level = variables.get("LOG_LEVEL");
      const text = level && plainText(level.text, environment)?.trim().toLowerCase();
      if (!level || (text !== undefined && !["debug", "trace", "silly"].includes(text))) return [];
      const reason =
        text === undefined ? "LOG_LEVEL cannot be known" : `LOG_LEVEL ${text} writes too much`;
      return [{ at: level.at, component: name, reason, fix: "LOG_LEVEL: info" }];
    }),
  wrong: { envGroups: { app: { LOG_LEVEL: "debug" } } },
  right: { envGroups: { app: { LOG_LEVEL: "warn" } } },
};
