/** What runs of an environment, component by component. */
import type Docker from "dockerode";

import type { UnitStatus } from "../operations.ts";
import { parseObject } from "../parse-json.ts";
import { askContainer } from "./ask.ts";
import { type Found, listContainers } from "./containers.ts";
import { readTold, type Told } from "./proxy.ts";
import { askOne } from "./readiness.ts";
import { runsFile } from "./schedule.ts";
import { openState, readAccepted } from "./state.ts";
import type { Readiness } from "./unit.ts";

type Inspected = Docker.ContainerInspectInfo;

interface Place {
  docker: Docker;
  environment: string;
  told?: Told;
}

export async function describeUnits(docker: Docker, environment: string): Promise<UnitStatus[]> {
  const found = await listContainers(docker, environment);
  const units = Object.groupBy(
    found.filter(({ component, unit }) => component === unit),
    ({ unit }) => unit,
  ) as Record<string, Found[]>;
  const told = await readTold(docker, environment);
  const place = { docker, environment, ...(told && { told }) };
  const described = await Promise.all(
    Object.values(units).map((all) => describeUnit(place, all)),
  );
  return [...described, ...describeSites(told, Object.keys(units))];
}

function describeUnit(place: Place, all: readonly Found[]): Promise<UnitStatus> {
  return all[0]!.kind === "job" ? describeJob(place, all.at(-1)!) : describeStanding(place, all);
}

async function describeJob({ docker }: Place, job: Found): Promise<UnitStatus> {
  const { State } = await docker.getContainer(job.id).inspect();
  const all = { component: job.component, kind: job.kind, pids: pidsOf([State]) };
  if (State.Running) return { ...all, state: "running" };
  const begun = Date.parse(State.StartedAt);
  const seconds = (Date.parse(State.FinishedAt) - begun) / 1000;
  const lastRun = { at: new Date(begun).toISOString(), exitCode: State.ExitCode, seconds };
  if (State.ExitCode === 0) return { ...all, state: "done", lastRun };
  return { ...all, state: "failed", lastRun, reason: `it exited with code ${State.ExitCode}` };
}

/** Those that serve, and why others do not. */
async function describeStanding(place: Place, all: readonly Found[]): Promise<UnitStatus> {
  const { docker, environment } = place;
  const [{ component, kind, unit }] = all as [Found];
  const accepted = await readAccepted(openState(docker, environment), unit);
  const generation = all.at(-1)!.generation;
  const newest = all.filter((one) => one.generation === generation);
  const serving = all.filter(({ id }) => accepted.includes(id));
  const counted = serving.length > 0 ? serving : newest;
  const inspected = await Promise.all(counted.map(({ id }) => docker.getContainer(id).inspect()));
  const faults = await Promise.all(inspected.map((one) => faultOf(docker, one)));
  const ready = faults.filter((fault) => fault === undefined).length;
  const failed = newest.find(({ id, running }) => !running && !accepted.includes(id));
  const reason =
    faults.find((fault) => fault !== undefined) ??
    (failed && serving.length > 0 ? "its last roll-out failed, and the version before serves" : undefined);
  const address = addressOf(place, unit, inspected[0]);
  return {
    component,
    kind,
    state: stateOf(ready === counted.length, inspected),
    replicas: { ready, wanted: accepted.length || newest.length },
    restarts: inspected.reduce((sum, { RestartCount }) => sum + RestartCount, 0),
    pids: pidsOf(inspected.map(({ State }) => State)),
    ...(address !== undefined && { address }),
    ...(reason !== undefined && { reason }),
    ...(kind === "schedule" && (await describeRuns(docker, inspected[0]!))),
  };
}

function stateOf(ready: boolean, inspected: readonly Inspected[]): UnitStatus["state"] {
  if (ready) return "ready";
  if (inspected.every(({ State }) => !State.Running && !State.Restarting)) {
    // one that was asked to end is not broken
    const asked = inspected.every(({ State }) => [0, 137, 143].includes(State.ExitCode));
    return asked ? "stopped" : "failed";
  }
  const broken = inspected.some(
    ({ State, RestartCount }) => State.Restarting && RestartCount >= 3,
  );
  const sick = inspected.some(({ State }) => State.Health?.Status === "unhealthy");
  return broken || sick ? "failed" : "starting";
}

async function faultOf(docker: Docker, one: Inspected): Promise<string | undefined> {
  if (one.State.Health?.Status === "healthy" && one.State.Running) return undefined;
  return askOne(docker, one.Id, one.State, readinessOf(one));
}

/** As its health check asks it. */
export function readinessOf({ Config }: Inspected): Readiness {
  const check = (Config as { Healthcheck?: Docker.HealthConfig }).Healthcheck;
  const [form, ...words] = check?.Test ?? ["NONE"];
  const nanoseconds = 1e9;
  const command = form === "CMD" ? words : ["/bin/sh", "-c", ...words];
  return {
    ...(form !== "NONE" && { command }),
    timeoutSeconds: (check?.Timeout ?? 5 * nanoseconds) / nanoseconds + 1,
    patienceSeconds: (check?.StartPeriod ?? 60 * nanoseconds) / nanoseconds + 10,
  };
}

/** When a CronJob runs next, and what became of its last run. */
async function describeRuns(docker: Docker, one: Inspected): Promise<Partial<UnitStatus>> {
  if (!one.State.Running) return {};
  const orders = one.Config.Env.find((line) => line.startsWith("ANDAMIO_SCHEDULE="));
  const { suspended } = JSON.parse(orders?.replace("ANDAMIO_SCHEDULE=", "") ?? "{}") as {
    suspended?: boolean;
  };
  const said = await askContainer(docker, one.Id, ["cat", runsFile], 5);
  if (said.exitCode !== 0) return { state: "starting" };
  const { nextRun, runs = [] } = readRuns(said.output);
  return {
    state: suspended ? "suspended" : "scheduled",
    ...(nextRun !== undefined && !suspended && { nextRun }),
    ...(runs[0] && { lastRun: runs[0] }),
  };
}

/** One that was torn counts as lost: the scheduler writes it again. */
function readRuns(text: string): { nextRun?: string; runs?: NonNullable<UnitStatus["lastRun"]>[] } {
  return parseObject(text) ?? {};
}

function addressOf({ told }: Place, unit: string, one: Inspected | undefined): string | undefined {
  const route = told?.settings.routes.find(({ to }) => to === unit);
  if (told && route) return routeAddress(route, told.settings);
  const bound = (one?.HostConfig.PortBindings ?? {}) as Record<string, Docker.PortBinding[]>;
  const [first] = Object.values(bound).flat();
  return first && `${first.HostIp}:${first.HostPort}`;
}

function routeAddress(
  { address, publish, to, port }: Told["settings"]["routes"][number],
  { tls }: Told["settings"],
): string {
  const scheme = tls === undefined || tls.mode === "off" ? "http" : "https";
  const path = address?.path === "/" ? "" : address?.path;
  if (address) return `${scheme}://${String(address.host)}${path}`;
  return publish ? `http://127.0.0.1:${publish.port}` : `http://${to}:${port}`;
}

/** Files have no container of their own: the proxy serves them. */
function describeSites(told: Told | undefined, units: readonly string[]): UnitStatus[] {
  return (told?.settings.routes ?? [])
    .filter(({ route, to }) => told!.behind[route]?.kind === "files" && !units.includes(to))
    .map((route) => ({
      component: route.to,
      kind: "site",
      state: "ready" as const,
      address: routeAddress(route, told!.settings),
    }));
}

function pidsOf(states: readonly Inspected["State"][]): number[] {
  return states.filter(({ Running }) => Running).map(({ Pid }) => Pid);
}
