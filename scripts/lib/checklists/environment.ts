/** What the environment's file, its secrets and what runs of it say. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import { isPlatformError } from "../../../platform/errors.ts";
import { parseFields } from "../logs/fields.ts";
import { readLogs } from "../logs/read-logs.ts";
import type { Call } from "../verb.ts";
import { askRunning } from "./ask-running.ts";
import { type Item, passIf } from "./item.ts";
import { readReport } from "./read-report.ts";

export const valid: Item = {
  name: "valid",
  asks: "Its file has no fault, and breaks no rule.",
  async check({ root, environment }) {
    const { loadEnvironment } = await import("../../../platform/environment.ts");
    const { judgeEnvironment } = await import("../policies.ts");
    const { blocks } = await import("../../../policies/judge.ts");
    try {
      const { findings } = judgeEnvironment(loadEnvironment(root, environment));
      const broken = findings.filter(blocks).map(({ rule }) => rule);
      const detail = broken.length === 0 ? "valid" : [...new Set(broken)].join(", ");
      return passIf(broken.length === 0, detail);
    } catch (error) {
      if (!isPlatformError(error)) throw error;
      return passIf(false, error.message);
    }
  },
};

export const secretsKept: Item = {
  name: "secrets",
  asks: "Its secrets are there, strong, its own, and not too old.",
  async check(call) {
    const { secrets } = await import("../../secrets.ts");
    const output = { ...call.output, result: () => undefined };
    const code = await secrets.run({ ...call, names: ["check"], output });
    const hint = `andamio secrets check -e ${call.environment}`;
    return passIf(code === 0, code === 0 ? "as agreed" : hint);
  },
};

export const ready: Item = {
  name: "ready",
  asks: "Everything that is meant to run runs and answers.",
  check: (call) => askRunning(call, async ({ environment, readStatus }) => {
    const units = await readStatus();
    const unwanted = (name: string) => environment?.components[name]?.replicas === 0;
    const wrong = units.filter(({ component, state }) =>
      ["failed", "starting"].includes(state) || (state === "stopped" && !unwanted(component)));
    if (units.length === 0) return passIf(false, "nothing of it runs");
    const names = wrong.map(({ component, state }) => `${component} ${state}`).join(", ");
    return passIf(wrong.length === 0, wrong.length === 0 ? `${units.length} components` : names);
  }),
};

/** How long after a deploy its logs are looked at. */
const firstMinutes = 5;

export const quietLogs: Item = {
  name: "logs",
  asks: "The first minutes of logs after the deploy hold no error.",
  check: (call) => askRunning(call, async ({ operations }) => {
    const since = readDeploy(call);
    const until = since && new Date(since.getTime() + firstMinutes * 60_000);
    let errors = 0;
    const logs = await operations.logs({ components: [] });
    for await (const { text } of readLogs(logs, { since, until, level: "error", tail: 1000 })) {
      if (parseFields(text)) errors += 1;
    }
    return errors === 0
      ? passIf(true, since === undefined ? "none in 1000 lines of each" : `none since ${since.toISOString()}`)
      : { state: "warning", detail: `${errors} lines: andamio logs ${call.environment} --level error` };
  }),
};

function readDeploy({ root, environment }: Call): Date | undefined {
  const at = readReport<{ at?: string }>(root, `reports/deploy/${environment}.json`)?.at;
  return Number.isNaN(Date.parse(at ?? "")) ? undefined : new Date(at!);
}

export const logKept: Item = {
  name: "log-read",
  asks: "The log of the deploy was read.",
  check: ({ root, environment }) => {
    const kept = `reports/deploy/${environment}.log`;
    const detail = existsSync(join(root, kept)) ? kept : `there is no ${kept}`;
    return { state: "open", detail: `${detail}; then --done log-read` };
  },
};
