/** What changes data of others runs for real only when somebody wrote so in capital letters. */
import { listPrograms, type Program, readFlag } from "../programs.ts";
import type { Complaint, Judged, Rule } from "../rule.ts";

const prefix = "AUTO_MAINT_INTEGRACIONES_";

export const liveActions: Rule = {
  name: "live-actions",
  about: "Maintenance of integrations is a dry run, unless it is confirmed by YES.",
  why: "A live run deactivates clients and deletes logs of other systems.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  requirements: ["P004-57"],
  check: ({ environment }) =>
    listPrograms(environment).flatMap((program) => [
      ...checkTimer(program, environment),
      ...checkWords(program),
    ]),
  wrong: { components: { api: { env: { AUTO_MAINT_INTEGRACIONES_DRY_RUN: "0" } } } },
  right: {
    components: {
      api: {
        env: {
          AUTO_MAINT_INTEGRACIONES_DRY_RUN: "0",
          AUTO_MAINT_INTEGRACIONES_CONFIRM_LIVE: "YES",
        },
      },
    },
  },
};

function checkTimer({ name, variables }: Program, environment: Judged): Complaint[] {
  const dryRun = variables.get(`${prefix}DRY_RUN`);
  const state = readFlag(dryRun, environment);
  const confirmed = variables.get(`${prefix}CONFIRM_LIVE`)?.text === "YES";
  if (!dryRun || confirmed || state === "on" || state === "unset") return [];
  const reason = "it would run for real without being confirmed";
  const fix = `${prefix}DRY_RUN: 1, or ${prefix}CONFIRM_LIVE: YES`;
  return [{ at: dryRun.at, component: name, reason, fix }];
}

function checkWords({ at, command }: Program): Complaint[] {
  if (!command.programs.some(({ words }) => runsLive(words))) return [];
  const reason = "its command would run for real without being confirmed";
  return [{ at: [...at, "command"], reason, fix: "--dry-run, or --confirm-live YES" }];
}

function runsLive(words: readonly string[]): boolean {
  const maintenance = words.includes("run-integraciones-maintenance") && !words.includes("--dry-run");
  const confirmed = words.join(" ").match(/--confirm-live[ =]YES( |$)/) !== null;
  return !confirmed && (maintenance || words.includes("--live"));
}
