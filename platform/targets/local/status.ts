/** What runs of an environment, one row a component, as its records tell. */
import type { UnitStatus } from "../operations.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { readPorts } from "./ports.ts";
import { isAlive } from "./process-identity.ts";
import type { Machine } from "./readiness.ts";
import { readSchedule, readScheduleRecord } from "./schedules.ts";
import type { Observed } from "./supervisor.ts";
import { readRecord, type UnitRecord } from "./unit.ts";

const kinds: Readonly<Record<UnitRecord["kind"], string>> = {
  job: "Job",
  route: "Route",
  schedule: "CronJob",
  store: "Store",
  workload: "Workload",
};

export function describeUnits(machine: Machine): UnitStatus[] {
  const byComponent = new Map<string, Observed[]>();
  for (const observed of machine.supervisor.status().values()) {
    const { component, kind } = observed.record;
    if (kind !== "route") { byComponent.set(component, [...(byComponent.get(component) ?? []), observed]); }
  }
  return [...byComponent].map(([component, units]) => describe(machine, component, units));
}

function describe(machine: Machine, component: string, units: Observed[]): UnitStatus {
  const newest = units
    .toSorted((a, b) => a.record.startedAt.localeCompare(b.record.startedAt))
    .at(-1)!;
  const { kind } = newest.record;
  const status = {
    component,
    kind: kinds[kind],
    pids: units.flatMap(({ record }) => (isAlive(record.child) ? record.child!.pid : [])),
  };
  if (kind === "job") return { ...status, ...describeJob(newest) };
  if (kind === "schedule") return { ...status, ...describeSchedule(machine, component, newest) };
  return { ...status, ...describeServer(machine, component, kind, units, newest) };
}

function describeJob({
  record,
  alive,
}: Observed): Pick<UnitStatus, "state" | "lastRun" | "reason"> {
  const ended = record.endedAt ?? record.startedAt;
  const seconds = (Date.parse(ended) - Date.parse(record.startedAt)) / 1000;
  const lastRun = { at: record.startedAt, exitCode: record.exitCode ?? null, seconds };
  if (record.exitCode === 0) return { state: "done", lastRun };
  return alive
    ? { state: "running", lastRun }
    : { state: "failed", lastRun, reason: record.reason };
}

function describeSchedule(
  { paths }: Machine,
  component: string,
  { record, alive }: Observed,
): Partial<UnitStatus> & Pick<UnitStatus, "state"> {
  const { nextRun, runs } = readScheduleRecord(paths, component);
  const past = { lastRun: runs?.[0], runs };
  if (!alive) return { state: "stopped", ...past, reason: record.reason };
  const suspended = readSchedule(paths, component)?.suspended === true;
  return suspended ? { state: "suspended", ...past } : { state: "scheduled", nextRun, ...past };
}

function describeServer(
  { paths }: Machine,
  component: string,
  kind: UnitRecord["kind"],
  units: Observed[],
  newest: Observed,
): Partial<UnitStatus> & Pick<UnitStatus, "state"> {
  const ready = units.filter(({ alive, record }) => alive && record.state === "ready").length;
  const isAny = units.some((unit) => unit.alive);
  const all = {
    address: isAny ? addressOf(paths, component, kind) : undefined,
    restarts: units.reduce((sum, { record }) => sum + record.restarts, 0),
    replicas: { ready, wanted: units.length },
  };
  if (ready === units.length) return { ...all, state: "ready" };
  const { record } = units.find((one) => one.record.state !== "ready") ?? newest;
  return { ...all, state: stateOf(record, isAny), reason: record.reason };
}

function addressOf(
  paths: EnvironmentPaths,
  component: string,
  kind: UnitRecord["kind"],
): string | undefined {
  const unit = kind === "store" ? component : `${component}-route`;
  // a port that is published is not chosen, and so not kept
  const port = readRecord(paths, unit)?.port ?? readPorts(paths)[unit];
  if (port === undefined) return undefined;
  return kind === "store" ? `127.0.0.1:${port}` : `http://127.0.0.1:${port}`;
}

/** Of one that is not ready. */
function stateOf(record: UnitRecord, isAny: boolean): UnitStatus["state"] {
  if (record.endedByRequest === true && !isAny) return "stopped";
  if (record.quickDeaths >= 3 || record.state === "unready") return "failed";
  return isAny ? "starting" : "stopped";
}
