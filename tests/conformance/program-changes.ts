/** Changes of Services, Workers, Jobs and CronJobs. */
import { existsSync, statSync } from "node:fs";

import { expect, vi } from "vitest";

import { readScheduleRecord, writeNextRun } from "../../platform/targets/local/schedules.ts";
import { addressSteps, env, health, job, type Lane, serve, type Step, step } from "./change.ts";
import type { Patch } from "./changing.ts";
import { check } from "./changing-program.ts";
import {
  answerOf, askedFor, checked, during, hadGap, inSchedule, inStatus, inUnit, ofNextRun, ofRun,
  ofRunning, type Sight, waiting, whenDeaf, whenIll, whenRestarted, whenSlow,
} from "./sights.ts";

/** A program with everything that the fields of all programs change. */
function programOf(component: string, command: readonly string[]): Patch {
  const volumes = { [`of-${component}`]: { path: "kept" } };
  const stop = { grace: "60s" };
  return { image: "plain", command, env: env(component), envFrom: ["quiet"], volumes, stop };
}

type See = (pick: Parameters<typeof ofRunning>[0]) => Sight;

/** Fields of all programs: `atOnce` sees what changes the program, `later` its next run. */
function programSteps(
  kind: string, component: string, command: readonly string[],
  { atOnce, later = atOnce, stopped }: { atOnce: See; later?: See; stopped: Sight },
): Step[] {
  return [
    step(`${kind}.command`, { command: [...command, "again"] },
      atOnce(({ words }) => words), ["again"]),
    step(`${kind}.env`, { env: { V: "2" } }, atOnce(({ variables }) => variables["V"]), "2"),
    step(`${kind}.envFrom`, { envFrom: ["loud"] },
      atOnce(({ variables }) => variables["TONE"]), "loud"),
    step(`${kind}.secretsAs`, { secretsAs: "file" },
      atOnce(({ variables, secret }) => [variables["KEY"], secret?.length]), [undefined, 43]),
    step(`${kind}.image`, { image: "other" }, atOnce(({ flavour }) => flavour), "other"),
    step(`${kind}.volumes.path`, { volumes: { [`of-${component}`]: { path: "moved" } } },
      later(({ entries }) => entries.includes("moved")), true),
    step(`${kind}.stop.signal`, { stop: { signal: "SIGINT" } },
      stopped, expect.objectContaining({ signal: "SIGINT" })),
    step(`${kind}.stop.grace`, { stop: { grace: "1s" } },
      whenDeaf(stopped), expect.objectContaining({ isSoon: true })),
  ];
}

/** Fields of programs that run all the time. */
function standingSteps(kind: string): Step[] {
  return [
    step(`${kind}.update`, { update: "recreate", env: { V: "2" } }, hadGap, true),
    step(`${kind}.workers`, { workers: 4 },
      ofRunning(({ variables }) => variables["WEB_CONCURRENCY"]), "4"),
    step(`${kind}.threads`, { threads: 8 },
      ofRunning(({ variables }) => variables["UV_THREADPOOL_SIZE"]), "8"),
    step(`${kind}.replicas`, { replicas: 2 }, inStatus(({ pids }) => pids?.length), 2),
  ];
}

/** Slow and patient, so that each of the fields below makes a difference that is soon seen. */
const patient = { interval: "60s", timeout: "60s", retries: 100, startPeriod: "30s" };

/** Fields of health checks by a command; each fault is seen by what the ones before it allow. */
function commandSteps(kind: string): Step[] {
  return [
    step(`${kind}.health.command`, health({ command: check }), checked(0), true),
    step(`${kind}.health.interval`, health({ interval: "1s" }), checked(2), true),
    step(`${kind}.health.retries`, health({ retries: 1 }),
      whenIll("sick"), expect.stringContaining("Command failed")),
    step(`${kind}.health.timeout`, health({ timeout: "1s" }),
      whenIll("silent"), "sh took too long"),
    step(`${kind}.health.startPeriod`, health({ startPeriod: "33s" }),
      inUnit(({ ready }) => ready?.startPeriodSeconds), 33),
  ];
}

/** The exit code of a run that fails once. */
const whenFailing: Sight = async (world, component) =>
  during(world, component, "failing", async () => (await world.andamio("run", "dev", component)).code);

const ranAfter = (other: string): Sight => async (world, component) =>
  statSync(`${world.trace(component)}.found.json`).mtimeMs >= statSync(world.trace(other)).mtimeMs;

const inHistory: Sight = async (world, component) => {
  for (const _ of [1, 2]) await world.andamio("run", "dev", component);
  return (await world.status(component)).runs?.length;
};

/** Whether a run still starts that was due some minutes ago, when nobody was there. */
const whenLate: Sight = async (world, component) => {
  const { pids = [] } = await world.status(component);
  const due = new Date(Date.now() - 10 * 60_000).toISOString();
  const { rule } = readScheduleRecord(world.paths, component);
  writeNextRun(world.paths, component, { nextRun: due, ...(rule !== undefined && { rule }) });
  process.kill(pids[0]!, "SIGKILL");
  const file = `${world.trace(component)}.found.json`;
  await vi.waitFor(() => expect(existsSync(file)).toBe(true), waiting);
  return true;
};

export const programLanes: readonly Lane[] = [
  {
    component: "service-1",
    spec: { kind: "Service", port: 8201, ...programOf("service-1", serve) },
    steps: programSteps("Service", "service-1", serve, { atOnce: ofRunning, stopped: whenRestarted }),
  },
  {
    component: "service-2",
    spec: {
      ...{ kind: "Service", image: "plain", command: serve, env: env("service-2"), port: 8202 },
      health: { path: "/health", ...patient },
    },
    steps: [
      step("Service.health.interval", health({ interval: "1s" }), askedFor("/health", 3), true),
      step("Service.health.retries", health({ retries: 1 }),
        whenIll("sick"), "/health answered 503"),
      step("Service.health.timeout", health({ timeout: "1s" }),
        whenIll("silent"), expect.stringContaining("no answer within 1 s")),
      step("Service.health.path", health({ path: "/other" }), askedFor("/other", 2), true),
      step("Service.health.livePath", health({ livePath: "/live" }), askedFor("/live", 1), true),
      step("Service.health.startPeriod", health({ startPeriod: "33s" }),
        inUnit(({ ready }) => ready?.startPeriodSeconds), 33),
      step("Service.health.command", health({ path: null, command: check }), checked(1), true),
      step("Service.internal", { internal: ["/metrics"] },
        answerOf("/metrics", async ({ status }) => status), 404),
    ],
  },
  {
    component: "service-3",
    spec: { kind: "Service", image: "plain", command: serve, env: env("service-3"), port: 8203 },
    steps: [...standingSteps("Service"), ...addressSteps("Service", 8303)],
  },
  {
    component: "worker-1",
    spec: { kind: "Worker", ...programOf("worker-1", serve) },
    steps: programSteps("Worker", "worker-1", serve, { atOnce: ofRunning, stopped: whenRestarted }),
  },
  {
    component: "worker-2",
    spec: { kind: "Worker", image: "plain", command: serve, env: env("worker-2"), health: patient },
    steps: [...commandSteps("Worker"), ...standingSteps("Worker")],
  },
  {
    component: "job-1",
    spec: { kind: "Job", timeout: "3s", ...programOf("job-1", job) },
    steps: programSteps("Job", "job-1", job, { atOnce: ofRun, later: ofNextRun, stopped: whenSlow }),
  },
  {
    component: "job-2",
    spec: { kind: "Job", image: "plain", command: job, env: { ...env("job-2"), DELAY: "700" } },
    steps: [
      step("Job.timeout", { timeout: "3s" },
        whenSlow, expect.objectContaining({ code: 124, isSoon: true })),
      step("Job.retries", { retries: 1 }, whenFailing, 0),
    ],
  },
  {
    component: "job-3",
    spec: { kind: "Job", image: "plain", command: job, env: env("job-3") },
    steps: [
      step("Job.after", { after: ["job-2"], env: { V: "after" } }, ranAfter("job-2"), true,
        { beside: { "job-2": { env: { V: "before" } } } }),
    ],
  },
  {
    component: "cron-1",
    spec: { kind: "CronJob", schedule: "0 2 * * *", timeout: "3s", ...programOf("cron-1", job) },
    steps: programSteps("CronJob", "cron-1", job, { atOnce: ofNextRun, stopped: whenSlow }),
  },
  {
    component: "cron-2",
    spec: { kind: "CronJob", schedule: "0 2 * * *", image: "plain", command: job, env: env("cron-2") },
    steps: [
      step("CronJob.schedule", { schedule: "41 5 * * *" },
        inStatus(({ nextRun }) => nextRun?.slice(14, 16)), "41"),
      step("CronJob.timezone", { timezone: "UTC" },
        inStatus(({ nextRun }) => nextRun?.slice(11, 16)), "05:41"),
      step("CronJob.timeout", { timeout: "3s" },
        whenSlow, expect.objectContaining({ code: 124, isSoon: true })),
      step("CronJob.retries", { retries: 1 }, whenFailing, 0),
      step("CronJob.history", { history: 1 }, inHistory, 1),
      step("CronJob.overlap", { overlap: "replace" },
        inSchedule(({ overlap }) => overlap), "replace"),
      step("CronJob.missed", { missed: "1h" }, whenLate, true),
      step("CronJob.suspended", { suspended: true }, inStatus(({ state }) => state), "suspended"),
    ],
  },
];
