/** Limits of requests keep guessing out, and hold for all replicas together. */
import { defaultText, listMeant, listPrograms, type Meant, plainText, type Program } from "../programs.ts";
import type { Complaint, Judged, Rule } from "../rule.ts";

const form = /^([1-9]\d*) ?(?:\/|per) ?(second|minute|hour|day)$/;

/** The most that one client may do in each unit; one part of a limit within it is enough. */
const bounds = {
  "rate-limit": { second: 1_000, minute: 10_000, hour: 100_000, day: 1_000_000 },
  "sign-in-rate-limit": { second: 10, minute: 100, hour: 1_000, day: 10_000 },
} as const;

const meaningsOfLimits = ["rate-limit", "sign-in-rate-limit"] as const;
type Meaning = (typeof meaningsOfLimits)[number];

export const rateLimit: Rule = {
  name: "rate-limit",
  about: "Limits of requests are set, low enough to limit somebody, and counted in a Redis that all replicas share. One client makes at most 10000 requests a minute and 100 attempts to sign in.",
  why: "Passwords can be tried without end; counted in each replica, a limit is worth little.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  requirements: ["L001-69"],
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap((program) => {
      const { name, at, uses, contract } = program;
      const limits = meaningsOfLimits.flatMap((meaning) =>
        listMeant(program, meaning).map((meant) => ({ meaning, meant })),
      );
      if (contract && limits.length === 0) return []; // it counts none
      const shared = uses.some(({ component }) => isRedis(environment.components[component]));
      const complaints = limits.flatMap(({ meaning, meant }): Complaint[] => {
        const reason = judgeLimit(meaning, meant, program, environment);
        const fix = `${meant.name}: ${meaning === "rate-limit" ? 100 : 10}/minute`;
        if (reason === undefined) return [];
        return [{ at: meant.variable?.at ?? at, component: name, reason, fix }];
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

function judgeLimit(
  meaning: Meaning, meant: Meant, program: Program, environment: Judged,
): string | undefined {
  const written = meant.variable?.text ?? defaultText(program, meant);
  if (written === undefined) return undefined;
  const text = plainText(written, environment);
  const parts = text?.split(";").map((part) => form.exec(part.trim()));
  if (!parts?.every((part) => part !== null)) return `${meant.name} sets no limit that could be read`;
  const isLow = parts.some(([, count, unit]) => Number(count) <= bounds[meaning][unit as "day"]);
  return isLow ? undefined : `${meant.name} is too high to limit anybody`;
}
