/** Files of a running environment are removed: its supervisor is found, and a second never runs. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { beforeAll, expect, test } from "vitest";

import { findSupervisors } from "../../platform/targets/local/instance.ts";
import { isAlive } from "../../platform/targets/local/process-identity.ts";
import { awaitReady } from "../../platform/targets/local/readiness.ts";
import { readRecord, recordFile, type Unit } from "../../platform/targets/local/unit.ts";
import { findTools, makeProject, probe, type Project, stop } from "./project.ts";

beforeAll(findTools, 600_000);

const sleeper = (name: string): Unit => ({
  name,
  component: name,
  kind: "workload",
  argv: ["sleep", "1000"],
  cwd: "/",
  env: {},
  stop,
  restart: true,
  ready: probe,
});

async function start(project: Project, ...units: Unit[]): Promise<void> {
  await project.supervisor.apply(units);
  await awaitReady(project, units);
}

const processesOf = (project: Project, name: string) => {
  const { launcher, child } = readRecord(project.paths, name)!;
  return [launcher, child!];
};

const alive = (project: Project) => findSupervisors(project.paths).length;

/** After these its units are known, and go on running. */
const adopted: Record<string, (project: Project) => void> = {
  "instance.json removed": ({ paths }) => rmSync(join(paths.supervisor, "instance.json")),
  "instance.json emptied": ({ paths }) => truncateSync(join(paths.supervisor, "instance.json")),
  "instance.json of other content": ({ paths }) =>
    writeFileSync(join(paths.supervisor, "instance.json"), "{\"identity\":7}"),
  "its log and its lock removed": ({ paths }) => {
    rmSync(join(paths.supervisor, "process-compose.log"));
    rmSync(join(paths.supervisor, "lock"), { force: true });
  },
};

/** After these nobody knows what it was told, so it is ended and all is started again. */
const ended: Record<string, (project: Project) => void> = {
  "the supervisor's folder removed": ({ paths }) => rmSync(paths.supervisor, { recursive: true }),
  "the environment's folder removed": ({ paths }) => rmSync(paths.home, { recursive: true }),
  "all of .andamio removed": ({ paths }) => rmSync(dirname(paths.home), { recursive: true }),
  "its socket removed": ({ paths }) => rmSync(join(paths.sockets, "supervisor.sock")),
  "the folder of its sockets removed": ({ paths }) =>
    rmSync(dirname(paths.sockets), { recursive: true }),
};

test.each(Object.keys(adopted))("%s: the next change keeps what runs", async (what) => {
  await using project = makeProject();
  await start(project, sleeper("a"), sleeper("b"));
  const before = processesOf(project, "a");
  adopted[what]!(project);
  expect(project.supervisor.isRunning()).toBe(true);
  expect(project.supervisor.status().get("a")!.alive).toBe(true);
  await start(project, sleeper("c"));
  expect(alive(project)).toBe(1);
  expect(processesOf(project, "a")).toEqual(before);
  expect(project.supervisor.status().get("b")!.alive).toBe(true);
  await project.operations.stop();
  expect(alive(project)).toBe(0);
  expect(before.some((one) => isAlive(one))).toBe(false);
});

test.each(Object.keys(ended))("%s: the next change runs each unit once", async (what) => {
  await using project = makeProject();
  await start(project, sleeper("a"), sleeper("b"));
  const before = [...processesOf(project, "a"), ...processesOf(project, "b")];
  ended[what]!(project);
  expect(project.supervisor.isRunning()).toBe(true);
  await start(project, sleeper("a"), sleeper("b"));
  expect(alive(project)).toBe(1);
  expect(before.some((one) => isAlive(one))).toBe(false);
  expect(project.supervisor.status().get("a")!.alive).toBe(true);
});

test.each(Object.keys({ ...adopted, ...ended }))("%s: a stop leaves nothing", async (what) => {
  await using project = makeProject();
  await start(project, sleeper("a"));
  const before = processesOf(project, "a");
  ({ ...adopted, ...ended })[what]!(project);
  await project.operations.stop();
  expect(alive(project)).toBe(0);
  expect(before.some((one) => isAlive(one))).toBe(false);
});

test.each(["removed", "emptied", "noise"])("the record of what runs, %s, comes back", async (how) => {
  await using project = makeProject();
  await start(project, sleeper("a"));
  const before = processesOf(project, "a");
  const file = recordFile(project.paths, "a");
  if (how === "removed") rmSync(file);
  else writeFileSync(file, how === "noise" ? Buffer.alloc(200, 0xfe) : "");
  await start(project, sleeper("a"));
  expect(processesOf(project, "a")).toEqual(before);
});

test("a program whose launcher was killed and whose record is lost is ended too", async () => {
  await using project = makeProject();
  await start(project, sleeper("a"));
  const [launcher, child] = processesOf(project, "a");
  const supervisor = findSupervisors(project.paths)[0]!;
  process.kill(supervisor.pid, "SIGSTOP"); // so that it starts no other launcher
  process.kill(launcher!.pid, "SIGKILL");
  rmSync(recordFile(project.paths, "a"));
  process.kill(supervisor.pid, "SIGKILL");
  expect(isAlive(child)).toBe(true);
  await project.operations.stop();
  expect(isAlive(child)).toBe(false);
});

test("of two supervisors the one that is written down goes on", async () => {
  await using project = makeProject();
  await start(project, sleeper("a"));
  const file = join(project.paths.supervisor, "instance.json");
  const written = readFileSync(file, "utf8");
  const [first] = findSupervisors(project.paths);
  const { openProcessCompose } = await import("../../platform/targets/local/process-compose.ts");
  await openProcessCompose(project.paths).start();
  expect(alive(project)).toBe(2);
  writeFileSync(file, written);
  await project.operations.stop();
  expect(alive(project)).toBe(0);
  expect(isAlive(first)).toBe(false);
});
