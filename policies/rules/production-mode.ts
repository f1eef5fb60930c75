/** Programs know that they are in production. */
import { listMeant, listPrograms, plainText } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const productionMode: Rule = {
  name: "production-mode",
  about: "NODE_ENV is production for everything that runs our own image.",
  why: "In any other mode libraries are slow, talkative and forgiving of missing secrets.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service", "Worker"])
      .filter(({ spec }) => environment.images[String(spec.image)]?.build !== undefined)
      // a schema without it is of a program that has no modes
      .filter((program) => !program.contract || listMeant(program, "mode").length > 0)
      .flatMap(({ name, at, variables }) => {
        const mode = variables.get("NODE_ENV");
        const text = mode && plainText(mode.text, environment);
        if (text === "production") return [];
        const reason = mode ? `NODE_ENV is ${text ?? "not known here"}` : "NODE_ENV is not set";
        return [{ at: mode?.at ?? at, component: name, reason, fix: "NODE_ENV: production" }];
      }),
  wrong: { envGroups: { app: { NODE_ENV: null } } },
  right: { envGroups: { app: { NODE_ENV: "production" } } },
};
