/** Only our own proxy may say where a request came from. */
import { listMeant, listPrograms, plainText } from "../programs.ts";
import type { Rule } from "../rule.ts";

const everyone = /^(\*|true|1|all)$|(^|,)\s*(0\.0\.0\.0|::)\/0\s*(,|$)/i;

export const trustedProxies: Rule = {
  name: "trusted-proxies",
  about: "TRUST_PROXY, or what an image declares for it, names the proxies that are trusted, and never everyone.",
  why: "Who can invent the address of a request gets around limits and out of the audit log.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap((program) =>
      listMeant(program, "trusted-proxies").flatMap((meant) => {
        const written = meant.variable?.text ?? meant.declaration?.default ?? "";
        const text = plainText(written, environment);
        if (text !== undefined && !everyone.test(text)) return [];
        const reason = text === undefined ? "whom it believes cannot be known" : "it believes everyone";
        const at = meant.variable?.at ?? program.at;
        return [{ at, component: program.name, reason, fix: `${meant.name}: loopback,uniquelocal` }];
      }),
    ),
  wrong: { envGroups: { app: { TRUST_PROXY: "0.0.0.0/0" } } },
  right: { envGroups: { app: { TRUST_PROXY: "10.0.0.0/8" } } },
};
