/** Maintenance of integrations is started by one clock. */
import { listPrograms, listWords, readFlag } from "../programs.ts";
import type { Rule } from "../rule.ts";

const timer = "ENABLE_AUTO_MAINT_INTEGRACIONES";

export const oneScheduler: Rule = {
  name: "one-scheduler",
  about: "Either one CronJob or one app's own timer starts the maintenance of integrations.",
  why: "Two clocks run it twice, and each believes the other's traces to be foreign.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  requirements: ["P004-50"],
  check({ environment }) {
    const cron = listPrograms(environment, ["CronJob"])
      .filter(({ spec }) => spec.suspended !== true)
      .filter((program) => listWords(program).includes("run-integraciones-maintenance"))
      .map(({ name, at }) => ({ name, at: [...at, "command"] }));
    const timers = listPrograms(environment, ["Service", "Worker"])
      .filter(({ variables }) => ["on", "unknown"].includes(readFlag(variables.get(timer), environment)))
      .map(({ name, variables }) => ({ name, at: variables.get(timer)!.at }));
    const [first, ...more] = [...cron, ...timers];
    return more.map(({ name, at }) => ({
      at,
      component: name,
      reason: `"${first!.name}" starts the same maintenance`,
      fix: `${timer}: 0, or suspend the CronJob`,
    }));
  },
  wrong: { components: { maintenance: { suspended: false }, api: { env: { [timer]: "1" } } } },
  right: { components: { maintenance: { suspended: false }, api: { env: { [timer]: "0" } } } },
};
