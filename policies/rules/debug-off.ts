/** No program runs in its debug mode. */
import { listPrograms, readFlag } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const debugOff: Rule = {
  name: "debug-off",
  about: "DEBUG is off, and written so that it can be read here.",
  why: "Debug modes show stack traces, variables and queries to whoever asks.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  requirements: ["L001-60", "L001-65"],
  check: ({ environment }) =>
    listPrograms(environment).flatMap(({ name, variables }) => {
      const debug = variables.get("DEBUG");
      const state = readFlag(debug, environment);
      if (!debug || state === "off" || state === "unset") return [];
      const reason = state === "on" ? "DEBUG is on" : "whether DEBUG is off cannot be known";
      return [{ at: debug.at, component: name, reason, fix: "DEBUG: 0" }];
    }),
  wrong: { envGroups: { app: { DEBUG: "1" } } },
  right: { envGroups: { app: { DEBUG: "0" } } },
};
