/** Only our own proxy may say where a request came from. */
import { coverInternet } from "../address-ranges.ts";
import { listMeant, listPrograms, plainText } from "../programs.ts";
import type { Complaint, Judged, Rule } from "../rule.ts";

const everyone = /^(\*|true|yes|on|all|\d+|[\da-f.:]*\/0+)$/i;

export const trustedProxies: Rule = {
  name: "trusted-proxies",
  about: "TRUST_PROXY, or what an image declares for it, and kubernetes.trustedProxies name the proxies that are trusted. Together they hold at most a /8 of public IPv4 and a /16 of public IPv6 addresses.",
  why: "Who can invent the address of a request gets around limits and out of the audit log.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) => [
    ...checkCluster(environment),
    ...listPrograms(environment, ["Service"]).flatMap((program) =>
      listMeant(program, "trusted-proxies").flatMap((meant) => {
        const written = meant.variable?.text ?? meant.declaration?.default ?? "";
        const text = plainText(written, environment);
        const reason = text === undefined ? "whom it believes cannot be known" : findReason(text);
        if (reason === undefined) return [];
        const at = meant.variable?.at ?? program.at;
        return [{ at, component: program.name, reason, fix: `${meant.name}: loopback,uniquelocal` }];
      }),
    ),
  ],
  wrong: { envGroups: { app: { TRUST_PROXY: "0.0.0.0/0" } } },
  right: { envGroups: { app: { TRUST_PROXY: "10.0.0.0/8" } } },
};

const fieldOfCluster = "kubernetes.trustedProxies";

function checkCluster({ kubernetes }: Judged): Complaint[] {
  const reason = findReason((kubernetes?.trustedProxies ?? []).join(","));
  const fix = "trustedProxies: [10.42.0.0/16], the addresses of the ingress controller's pods";
  return reason === undefined ? [] : [{ at: fieldOfCluster.split("."), reason, fix }];
}

function findReason(text: string): string | undefined {
  const items = text.split(/[\s,;[\]"']+/);
  const isWide = items.some((item) => everyone.test(item)) || coverInternet(items);
  return isWide ? "it believes everyone" : undefined;
}
