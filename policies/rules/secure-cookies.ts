/** Sessions of browsers cannot be stolen by the usual ways. */
import { defaultText, type FlagState, listMeant, listPrograms, type Meant, plainText, type Program, readText } from "../programs.ts";
import type { Complaint, Judged, Rule } from "../rule.ts";

export const secureCookies: Rule = {
  name: "secure-cookies",
  about: "Cookies go by HTTPS alone, and changes ask for a token besides.",
  why: "A session that is read on the way, or used by another page, is the user's.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap((program) => [
      ...checkTls(program, environment),
      ...listMeant(program, "secure-cookies").flatMap((meant) =>
        checkFlag(program, meant, secureState(program, meant, environment)),
      ),
      ...listMeant(program, "csrf").flatMap((meant) => {
        const text = meant.variable?.text ?? defaultText(program, meant);
        return checkFlag(program, meant, readText(text, environment));
      }),
      ...listMeant(program, "same-site").flatMap((meant) => checkSameSite(program, meant, environment)),
    ]),
  wrong: { envGroups: { app: { SESSION_COOKIE_SECURE: "0" } } },
  right: { envGroups: { app: { SESSION_COOKIE_SECURE: "1" } } },
};

/** Whether browsers reach it by HTTPS: the target then sets what the program reads for it. */
function isEncrypted({ spec }: Program, { tls }: Judged): boolean {
  return spec.route !== undefined && tls !== undefined && tls.mode !== "off";
}

function checkTls(program: Program, environment: Judged): Complaint[] {
  if (!isEncrypted(program, environment)) return [];
  return listMeant(program, "tls").flatMap(({ name, variable }) => {
    const state = readText(variable?.text, environment);
    if (!variable || state === "on" || state === "unset") return [];
    const reason = state === "off" ? `${name} is off behind HTTPS` : `whether ${name} is on cannot be known`;
    return [{ at: variable.at, component: program.name, reason, fix: `${name}: 1, or remove it` }];
  });
}

/** Not set, it is what the program does: what the schema says, or what follows from HTTPS. */
function secureState(program: Program, meant: Meant, environment: Judged) {
  const { variable, declaration } = meant;
  if (variable) return readText(variable.text, environment);
  if (declaration === undefined) return "unset"; // what the program does is not known
  const from = declaration.defaultFrom;
  const isGiven = from !== undefined && !program.variables.has(from);
  if (isGiven && isEncrypted(program, environment)) return "on";
  // by plain HTTP on this host a secure cookie would not come back
  if (program.spec.route === undefined) return "unset";
  return readText(defaultText(program, meant) ?? "0", environment);
}

function checkFlag({ name, at }: Program, meant: Meant, state: FlagState): Complaint[] {
  const { name: flag, variable } = meant;
  if (state === "on" || state === "unset") return [];
  const reason = state === "off" ? `${flag} is off` : `whether ${flag} is on cannot be known`;
  return [{ at: variable?.at ?? at, component: name, reason, fix: `${flag}: 1` }];
}

function checkSameSite(program: Program, meant: Meant, environment: Judged): Complaint[] {
  const { name, variable } = meant;
  const text = variable?.text ?? defaultText(program, meant);
  if (text === undefined || plainText(text, environment)?.toLowerCase() !== "none") return [];
  const reason = "every other page may send the session's cookie";
  const at = variable?.at ?? program.at;
  return [{ at, component: program.name, reason, fix: `${name}: lax` }];
}
