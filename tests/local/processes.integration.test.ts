/** Units as real processes: who runs them, who ends them, what they see. */
import { statSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, expect, test } from "vitest";

import { readJson } from "../../platform/targets/local/files.ts";
import { anyFreePort } from "../../platform/targets/local/ports.ts";
import { isAlive } from "../../platform/targets/local/process-identity.ts";
import { awaitReady } from "../../platform/targets/local/readiness.ts";
import { readRecord, type Unit, unitFile } from "../../platform/targets/local/unit.ts";
import {
  environmentOf,
  findTools,
  makeProject,
  occupy,
  probe,
  type Project,
  stop,
  until,
} from "./project.ts";

beforeAll(findTools, 600_000);

function unit(name: string, argv: string[], more: Partial<Unit> = {}): Unit {
  return {
    name,
    component: name,
    kind: "workload",
    argv,
    cwd: "/",
    env: {},
    stop,
    restart: true,
    ready: probe,
    ...more,
  };
}

const sleeper = ["sleep", "1000"];

async function start(project: Project, ...units: Unit[]): Promise<void> {
  await project.supervisor.apply(units);
  await awaitReady(project, units);
}

function supervisorPid(project: Project): number {
  return readJson<{ identity: { pid: number } }>(join(project.paths.supervisor, "instance.json"))!
    .identity.pid;
}

test("the supervisor sees no variable of its parent that is not on the list, and its socket's folder is ours alone", async () => {
  await using project = makeProject();
  process.env["CANARY_TOKEN"] = "canary-4711";
  await start(project, unit("a", sleeper, { env: { OWN: "own-value" } }), unit("b", sleeper));
  delete process.env["CANARY_TOKEN"];
  const child = (name: string) => readRecord(project.paths, name)!.child!.pid;
  expect(environmentOf(supervisorPid(project))).not.toContain("canary-4711");
  expect(environmentOf(supervisorPid(project))).not.toContain("own-value");
  expect(environmentOf(child("a"))).toContain("OWN=own-value");
  expect(environmentOf(child("b"))).not.toContain("own-value");
  expect(statSync(project.paths.sockets).mode & 0o777).toBe(0o700);
  expect(statSync(unitFile(project.paths, "a")).mode & 0o777).toBe(0o600);
});

test("a change of one unit leaves the others running", async () => {
  await using project = makeProject();
  await start(project, unit("a", sleeper), unit("b", sleeper));
  const before = readRecord(project.paths, "a")!.child;
  await start(project, unit("b", ["sleep", "2000"]), unit("c", sleeper));
  expect(readRecord(project.paths, "a")!.child).toEqual(before);
});

test("a unit that was changed is still looked after: killed, it comes back, and it can be ended", async () => {
  await using project = makeProject();
  await start(project, unit("a", sleeper), unit("b", sleeper));
  await start(project, unit("a", ["sleep", "2000"]));
  const before = readRecord(project.paths, "a")!.child!;
  process.kill(before.pid, "SIGKILL");
  await until(
    () => project.supervisor.status().get("a")!.alive && !isAlive(before),
    "it runs again",
  );
  const again = readRecord(project.paths, "a")!;
  await project.supervisor.remove(["a"]);
  expect(isAlive(again.child) || isAlive(again.launcher)).toBe(false);
});

test("ten changes at once lose none", async () => {
  await using project = makeProject();
  const units = Array.from({ length: 10 }, (_, index) => unit(`u${index}`, sleeper));
  await Promise.all(units.map((one) => start(project, one)));
  expect([...project.supervisor.status().values()].filter(({ alive }) => alive)).toHaveLength(10);
});

test("a killed program comes back", async () => {
  await using project = makeProject();
  await start(project, unit("a", sleeper));
  const before = readRecord(project.paths, "a")!.child!;
  process.kill(before.pid, "SIGKILL");
  await until(
    () =>
      readRecord(project.paths, "a")!.child?.pid !== before.pid &&
      project.supervisor.status().get("a")!.alive,
    "it runs again",
  );
  expect(readRecord(project.paths, "a")!.restarts).toBe(1);
});

test("a killed launcher's child is ended before its successor starts", async () => {
  await using project = makeProject();
  await start(project, unit("a", sleeper));
  const before = readRecord(project.paths, "a")!;
  process.kill(before.launcher.pid, "SIGKILL");
  await until(
    () =>
      readRecord(project.paths, "a")!.launcher.pid !== before.launcher.pid &&
      project.supervisor.status().get("a")!.alive,
    "a new launcher runs",
  );
  expect(isAlive(before.child)).toBe(false);
});

test("programs end with their supervisor, and the next change starts a new one that runs them once", async () => {
  await using project = makeProject();
  await start(project, unit("a", sleeper));
  const before = readRecord(project.paths, "a")!;
  process.kill(supervisorPid(project), "SIGKILL");
  await until(() => !isAlive(before.child) && !isAlive(before.launcher), "nothing is left");
  expect(project.supervisor.status().get("a")!.alive).toBe(false);
  await start(project, unit("a", sleeper));
  expect(project.supervisor.status().get("a")!.alive).toBe(true);
});

test("ready means that our process runs: a stranger's answer on the port does not count", async () => {
  await using project = makeProject();
  const port = await anyFreePort();
  await using _stranger = await occupy(port);
  const broken = unit("a", ["sh", "-c", "echo cannot listen; exit 9"], { port });
  await project.supervisor.apply([broken]);
  await expect(awaitReady(project, [broken])).rejects.toThrow(
    /a did not become ready: exited with code 9[^]*\| cannot listen/,
  );
});

test("only the path that asks no dependency restarts a program", async () => {
  await using project = makeProject();
  const server = (path: string) => [
    "node",
    "-e",
    `let n = 0; require("http").createServer((q, r) => {
    r.writeHead(q.url === "${path}" && n++ > 2 ? 503 : 200).end(); }).listen(process.env.PORT)`,
  ];
  const health = { ...probe, startPeriodSeconds: 1, path: "/health" };
  await start(
    project,
    unit("sick", server("/health"), { privatePort: true, ready: health, livePath: "/livez" }),
    unit("dead", server("/livez"), { privatePort: true, ready: health, livePath: "/livez" }),
  );
  await until(
    () => readRecord(project.paths, "sick")!.state === "unready",
    "the sick one is not ready",
  );
  await until(() => readRecord(project.paths, "dead")!.restarts > 0, "the dead one was restarted");
  expect(readRecord(project.paths, "sick")!.restarts).toBe(0);
});

test("a program that ignores its signal is killed after its grace", async () => {
  await using project = makeProject();
  await start(
    project,
    unit("a", ["node", "-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], {
      stop: { signal: "SIGTERM", graceSeconds: 1 },
    }),
  );
  const { child } = readRecord(project.paths, "a")!;
  await project.supervisor.remove(["a"]);
  expect(isAlive(child)).toBe(false);
});

test("an edited unit file counts as changed, and its next application mends it", async () => {
  await using project = makeProject();
  const wanted = unit("a", sleeper);
  await start(project, wanted);
  writeFileSync(unitFile(project.paths, "a"), JSON.stringify({ ...wanted, argv: ["sleep", "5"] }));
  expect(project.supervisor.status().get("a")!.alive).toBe(false);
  await start(project, wanted);
  expect(project.supervisor.status().get("a")!.alive).toBe(true);
});
