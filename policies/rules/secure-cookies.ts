/** Sessions of browsers cannot be stolen by the usual ways. */
import { listPrograms, plainText, readFlag } from "../programs.ts";
import type { Rule } from "../rule.ts";

const flags = ["SESSION_COOKIE_SECURE", "ENABLE_CSRF"];

export const secureCookies: Rule = {
  name: "secure-cookies",
  about: "Cookies go by HTTPS alone, and changes ask for a token besides.",
  why: "A session that is read on the way, or used by another page, is the user's.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap(({ name, variables }) => [
      ...flags.flatMap((flag) => {
        const variable = variables.get(flag);
        const state = readFlag(variable, environment);
        if (!variable || state === "on" || state === "unset") return [];
        const reason = state === "off" ? `${flag} is off` : `whether ${flag} is on cannot be known`;
        return [{ at: variable.at, component: name, reason, fix: `${flag}: 1` }];
      }),
      ...["SESSION_COOKIE_SAMESITE"].flatMap((key) => {
        const variable = variables.get(key);
        const text = variable && plainText(variable.text, environment)?.toLowerCase();
        const reason = "every other page may send the session's cookie";
        return variable && text === "none"
          ? [{ at: variable.at, component: name, reason, fix: `${key}: lax` }]
          : [];
      }),
    ]),
  wrong: { envGroups: { app: { SESSION_COOKIE_SECURE: "0" } } },
  right: { envGroups: { app: { SESSION_COOKIE_SECURE: "1" } } },
};
