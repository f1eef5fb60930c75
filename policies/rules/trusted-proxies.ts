/** Only our own proxy may say where a request came from. */
import { listPrograms, plainText } from "../programs.ts";
import type { Rule } from "../rule.ts";

const everyone = /^(\*|true|1|all)$|(^|,)\s*(0\.0\.0\.0|::)\/0\s*(,|$)/i;

export const trustedProxies: Rule = {
  name: "trusted-proxies",
  about: "TRUST_PROXY names the proxies that are believed, and never everyone.",
  why: "Who can invent the address of a request gets around limits and out of the audit log.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap(({ name, variables }) => {
      const proxies = variables.get("TRUST_PROXY");
      const text = proxies && plainText(proxies.text, environment);
      if (!proxies || (text !== undefined && !everyone.test(text))) return [];
      const reason = text === undefined ? "whom it believes cannot be known" : "it believes everyone";
      return [{ at: proxies.at, component: name, reason, fix: "TRUST_PROXY: loopback,uniquelocal" }];
    }),
  wrong: { envGroups: { app: { TRUST_PROXY: "0.0.0.0/0" } } },
  right: { envGroups: { app: { TRUST_PROXY: "10.0.0.0/8" } } },
};
