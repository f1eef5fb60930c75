/** What the environment's file, its secrets and what runs of it say. */

import { isPlatformError } from "../../../platform/errors.ts";
import { openOperations } from "../operations.ts";
import type { Call } from "../verb.ts";
import { type Item, type Outcome, passIf } from "./item.ts";

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
  check: (call) => askRunning(call, async ({ readStatus }) => {
    const units = await readStatus();
    const wrong = units.filter(({ state }) => state === "failed" || state === "starting");
    if (units.length === 0) return passIf(false, "nothing of it runs");
    const names = wrong.map(({ component, state }) => `${component} ${state}`).join(", ");
    return passIf(wrong.length === 0, wrong.length === 0 ? `${units.length} components` : names);
  }),
};

export const quietLogs: Item = {
  name: "logs",
  asks: "The last lines of its logs hold no error.",
  check: (call) => askRunning(call, async ({ operations }) => {
    let errors = 0;
    for await (const { text } of operations.logs({ components: [], tail: 200, follow: false })) {
      if (/"level":(50|60|"error"|"fatal")/.test(text)) errors += 1;
    }
    return errors === 0
      ? passIf(true, "none in 200 lines of each")
      : { state: "warning", detail: `${errors} lines: andamio logs ${call.environment}` };
  }),
};

async function askRunning(
  call: Call, ask: (opened: Awaited<ReturnType<typeof openOperations>>) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await ask(await openOperations(call));
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return passIf(false, error.message);
  }
}
