/** The environment of who develops the app: SQLite, a port of its own, and reloading. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { copyProject } from "../journey/project.ts";
import type { Project } from "../project.ts";

const environment = `version: 1
target: local
images: { app: { build: ./app } }
envGroups:
  app: { DATABASE_URL: "\${db.url}", JWT_SECRET: "\${jwt-key.value}", LABEL: one }
components:
  db: { kind: Database, engine: sqlite }
  jwt-key: { kind: Secret, generate: { bytes: 48 } }
  migrate: { kind: Job, image: app, command: [node, dist/migrate.js], envFrom: [app] }
  web:
    kind: Service
    image: app
    command: [node, dist/server.js]
    envFrom: [app]
    port: 8000
    workers: 2
    threads: 6
    publish: { port: 5001 }
    health: { path: /health, livePath: /livez }
`;

interface Unit {
  component: string;
  address?: string;
}

let project: Project;
beforeAll(async () => {
  project = copyProject(environment);
  await project.must("up", "journey");
});
afterAll(() => project?.[Symbol.asyncDispose]());

/** The processes that serve: those of the unit whose own child is another of them. */
function findServers(): { pid: string; parent: string; variables: string }[] {
  const listed = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" });
  return listed.split("\n").flatMap((line) => {
    const [pid = "", parent = "", ...words] = line.trim().split(/\s+/);
    if (words.at(-1) !== "dist/server.js" && !words.join(" ").endsWith("/dist/server.js")) return [];
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8");
    return variables.includes(project.root) ? [{ pid, parent, variables }] : [];
  });
}

test("N003-104 workers: 2 makes two processes, and threads is the size of their pools", () => {
  const servers = findServers();
  const pids = new Set(servers.map(({ pid }) => pid));
  const workers = servers.filter(({ parent }) => pids.has(parent));
  expect(workers).toHaveLength(2);
  for (const { variables } of workers) expect(variables).toContain("\0UV_THREADPOOL_SIZE=6\0");
});

test("N003-02 it is served on 127.0.0.1:5001 by SQLite, and an edit reloads it", async () => {
  const { units } = JSON.parse(await project.must("status", "journey", "--json")) as { units: Unit[] };
  expect(units.find(({ component }) => component === "web")?.address).toBe("http://127.0.0.1:5001");
  expect(await project.must("exec", "journey", "web", "--", "sh", "-c", "echo $DATABASE_URL")).toContain("sqlite");
  const before = findServers().map(({ pid }) => pid);
  const following = project.start("dev", "journey");
  await following.says(/watching/);
  project.edit("LABEL: one", "LABEL: two");
  await vi.waitFor(
    async () => {
      const now = findServers();
      expect(now.map(({ pid }) => pid).filter((pid) => before.includes(pid))).toEqual([]);
      for (const { variables } of now) expect(variables).toContain("\0LABEL=two\0");
      expect(now).toHaveLength(3);
      expect((await fetch("http://127.0.0.1:5001/health")).status).toBe(200);
    },
    { timeout: 60_000, interval: 200 },
  );
  await following.interrupt();
});
