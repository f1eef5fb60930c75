/** Logs do not tell what people send. */
import { defaultText, listMeant, listPrograms, plainText } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const logLevel: Rule = {
  name: "log-level",
  about: "LOG_LEVEL, or what an image declares as its level, is info or quieter, and can be read here.",
  why: "The levels below write whole requests and queries, with people's data in them.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment).flatMap((program) =>
      listMeant(program, "log-level").flatMap((meant) => {
        const { name, variable } = meant;
        const level = variable?.text ?? defaultText(program, meant);
        const text = level === undefined ? "" : plainText(level, environment)?.trim().toLowerCase();
        if (text !== undefined && !["debug", "trace", "silly"].includes(text)) return [];
        const reason = text === undefined ? `${name} cannot be known` : `${name} ${text} writes too much`;
        const at = variable?.at ?? program.at;
        return [{ at, component: program.name, reason, fix: `${name}: info` }];
      }),
    ),
  wrong: { envGroups: { app: { LOG_LEVEL: "debug" } } },
  right: { envGroups: { app: { LOG_LEVEL: "warn" } } },
};
