/** A CronJob: a container of its own program, in which our scheduler runs. Pure. */
import type { Run, Schedule } from "../primitives.ts";
import type { Context, Declaration, Target } from "../target.ts";
import type { Text } from "../values.ts";
import { type Healthcheck, shapeProgram } from "./container.ts";
import { declareOwn, declareVolume, ref } from "./declare.ts";
import { hostName, listLabels, schedulerUnit } from "./names.ts";
import { declareUnit, readiness } from "./unit.ts";

/** What the scheduler is told, by the variable `ANDAMIO_SCHEDULE`. */
export type Orders = Pick<
  Schedule,
  | "cron"
  | "timezone"
  | "overlap"
  | "timeoutSeconds"
  | "retries"
  | "suspended"
  | "missedSeconds"
  | "history"
  | "stop"
> & { command: readonly string[] };

export const schedulerFolder = "/run/andamio";
export const schedulerName = "docker.scheduler";
export const schedulerCommand = ["node", `${schedulerFolder}/scheduler.mjs`];
export const runsFile = "/tmp/.andamio-runs.json";

const probe: Healthcheck = {
  tests: ["CMD", "node", "-e", `require("fs").statSync("${runsFile}")`],
  ...{ intervalSeconds: 30, timeoutSeconds: 10, retries: 3, startPeriodSeconds: 60 },
};

export const lowerSchedule: Target["lower"]["schedule"] = (name, schedule, context) => {
  // a run that is under way may end
  const graceSeconds = schedule.stop.graceSeconds + 5;
  const run: Run = { ...schedule, stop: { signal: "SIGTERM", graceSeconds } };
  const { shape: program, resources: files } = shapeProgram(name, "schedule", run, context, {
    probe,
    command: schedulerCommand,
    variables: { ANDAMIO_SCHEDULE: JSON.stringify(ordersOf(schedule)) },
  });
  const volume = { type: "volume", source: ref(schedulerName, "volume"), target: schedulerFolder, readOnly: true };
  const label = { label: "andamio.scheduler", value: ref(schedulerName, "digest") };
  const shape = {
    ...program,
    mounts: [...program.mounts, volume],
    labels: [...program.labels, label],
  };
  const resources = declareUnit(name, context, {
    shape,
    replicas: 1,
    update: "recreate",
    ...(schedule.containerName !== undefined && { containerName: schedule.containerName }),
    stop: run.stop,
    ready: readiness(probe, probe),
    needs: [...schedule.needs, ...schedule.mounts.map((mount) => mount.volume)],
  });
  return { resources: [...files, ...resources], offers: {} };
};

function ordersOf(schedule: Schedule): Orders {
  const { command, cron, timezone, overlap, timeoutSeconds, retries, suspended } = schedule;
  const { missedSeconds, history, stop } = schedule;
  const when = { cron, timezone, overlap, suspended, missedSeconds, history };
  return { command: command.map(plainText), ...when, timeoutSeconds, retries, stop };
}

/** No word of a command is secret, and all else is known here before anything runs. */
function plainText(text: Text): string {
  if (typeof text === "string") return text;
  if ("$join" in text) return text.$join.map(plainText).join("");
  throw new Error(`a command cannot name ${text.$ref}`);
}

/** The volume with our scheduler, which all CronJobs of the environment have. */
export function declareScheduler(context: Context): Declaration[] {
  const disk = `${schedulerName}-disk`;
  const name = hostName(context.environment, schedulerUnit);
  const labels = listLabels(context, schedulerUnit, "volume", context.around.labels);
  return [
    declareVolume(disk, context, { name, labels }),
    declareOwn("docker:Scheduler", schedulerName, context, { volume: ref(disk, "name") }),
  ];
}
