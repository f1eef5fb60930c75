/** No program runs in its debug mode. */
import { defaultText, listMeant, listPrograms, readText } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const debugOff: Rule = {
  name: "debug-off",
  about:
    "Debug modes and logs of queries (DEBUG, FLASK_DEBUG, SQLALCHEMY_ECHO, or what an image declares) are off, and written so that it can be read here.",
  why: "Debug modes show stack traces, variables and queries to whoever asks.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  requirements: ["L001-60", "L001-65"],
  check: ({ environment }) =>
    listPrograms(environment).flatMap((program) =>
      [...listMeant(program, "debug"), ...listMeant(program, "log-queries")].flatMap((meant) => {
        const { name, variable } = meant;
        const state = readText(variable?.text ?? defaultText(program, meant), environment);
        if (state === "off" || state === "unset") return [];
        const reason = state === "on" ? `${name} is on` : `whether ${name} is off cannot be known`;
        const at = variable?.at ?? program.at;
        return [{ at, component: program.name, reason, fix: `${name}: 0` }];
      }),
    ),
  wrong: { envGroups: { app: { DEBUG: "1" } } },
  right: { envGroups: { app: { DEBUG: "0" } } },
};
