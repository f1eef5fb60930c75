/** Limits of requests hold for all replicas together. */
import { listMeant, listPrograms, plainText } from "../programs.ts";
import type { Complaint, Rule } from "../rule.ts";

const form = /^\d+(\/| per )(second|minute|hour|day)(;\d+(\/| per )(second|minute|hour|day))*$/;

export const rateLimit: Rule = {
  name: "rate-limit",
  about: "Limits of requests are set, and counted in a Redis that all replicas share.",
  why: "Passwords can be tried without end; counted in each replica, a limit is worth little.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  requirements: ["L001-69"],
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap((program) => {
      const { name, at, uses, contract } = program;
      const limits = listMeant(program, "rate-limit");
      if (contract && limits.length === 0) return []; // it counts none
      const shared = uses.some(({ component }) => isRedis(environment.components[component]));
      const complaints: Complaint[] = limits.flatMap(({ name: limit, variable }) => {
        const text = variable && plainText(variable.text, environment)?.trim();
        if (!variable || (text !== undefined && form.test(text) && !text.startsWith("0"))) return [];
        const reason = `${limit} sets no limit that could be read`;
        return [{ at: variable.at, component: name, reason, fix: `${limit}: 100/minute` }];
      });
      if (shared) return complaints;
      const reason = "its limits are not counted in a Redis";
      return [...complaints, { at, reason, fix: "REDIS_URL: ${cache.url}, with cache: { kind: Redis }" }];
    }),
  wrong: { envGroups: { app: { RATE_LIMIT_AUTH: "0/minute" } } },
  right: { envGroups: { app: { RATE_LIMIT_AUTH: "5/minute" } } },
};

function isRedis(spec: { kind?: unknown } | undefined): boolean {
  return spec?.kind === "Redis";
}
