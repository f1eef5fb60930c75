/** Changes of a running environment: what the plan lists, under which row, and what happens. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Plan } from "../../platform/plan/plan.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { makeProject, type Project } from "../project.ts";

const environment = `version: 1
target: local
images:
  app: { build: ./app, steps: [] }
components:
  db: { kind: Database, engine: sqlite }
  cache: { kind: Redis, maxMemory: 64Mi }
  migrate: { kind: Job, image: app, command: [node, job.mjs], env: { URL: "\${db.url}", CACHE: "\${cache.url}" } }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { CACHE: "\${cache.url}" }
    port: 8241
    replicas: 2
    health: { path: /health, livePath: /livez, startPeriod: 30s }
  tasks: { kind: Worker, image: app, command: [node, wait.mjs], env: { CACHE: "\${cache.url}" } }
  check: { kind: CronJob, image: app, command: [node, job.mjs], schedule: "*/5 * * * *", env: { API: "\${api.url}" } }
`;

const server = `import { createServer } from "node:http";
const server = createServer((_request, response) => response.end("well"));
server.listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

let project: Project;

beforeAll(() => {
  const files = {
    "app/server.mjs": server,
    "app/wait.mjs": "setInterval(() => {}, 1_000_000);\n",
    "app/job.mjs": "console.log(\"done\");\n",
  };
  project = makeProject({ name: "dev", environment, files });
});

afterAll(() => project[Symbol.asyncDispose]());

async function preview(): Promise<Plan> {
  return JSON.parse(await project.must("preview", "dev", "--json")) as Plan;
}

async function up(): Promise<Record<string, number>> {
  const done = JSON.parse(await project.must("up", "dev", "--json")) as { changes: Record<string, number> };
  return done.changes;
}

function rowsOf({ rows }: Plan): Record<string, readonly string[]> {
  return Object.fromEntries(rows.map(({ path, resources }) => [path, resources]));
}

test("a first deployment is new", async () => {
  const text = await project.must("preview", "dev");
  expect(text).toMatch(/^dev on local, against nothing: \d+ changes: \d+ created, new$/m);
  expect(text).not.toContain("no-op");
  await up();
});

test("more replicas are a change of their Service alone", async () => {
  project.edit("replicas: 2", "replicas: 3");
  const plan = await preview();
  expect(rowsOf(plan)).toEqual({ "api.replicas": ["api"] });
  expect(plan.resources).toMatchObject([{ name: "api", op: "update", properties: ["replicas"] }]);
  expect(plan.rows[0]?.effects).toEqual([
    { component: "api", impact: "new", reason: "starts 1 more (2 → 3)" },
  ]);
  expect(plan.jobs).toEqual([]);
  expect(await up()).toEqual({ update: 1 });
});

test("a setting of a store changes the store alone: who uses it keeps its address", async () => {
  project.edit("maxMemory: 64Mi", "maxMemory: 96Mi");
  const plan = await preview();
  expect(rowsOf(plan)).toEqual({ "cache.maxMemory": ["cache"] });
  expect(plan.resources.map(({ name }) => name)).toEqual(["cache"]);
  expect(plan.jobs).toEqual([]);
  expect(await up()).toEqual({ update: 1 });
});

test("a new volume stands under its own row, beside other changes", async () => {
  project.edit("port: 8241", "port: 8241\n    volumes: { uploads: { path: kept } }");
  project.edit("maxMemory: 96Mi", "maxMemory: 64Mi");
  project.edit("wait.mjs]", "wait.mjs, again]");
  const plan = await preview();
  expect(rowsOf(plan)).toEqual({
    "api.volumes.uploads": ["uploads-volume", "api"],
    "cache.maxMemory": ["cache"],
    "tasks.command": ["tasks"],
  });
  expect(await up()).toEqual({ create: 1, update: 3 });
});

test("a Service moves to the port that it is given, and who refers to it follows", async () => {
  project.edit("port: 8241", "port: 8242");
  const plan = await preview();
  const { "api.port": listed = [] } = rowsOf(plan);
  expect([...listed].sort()).toEqual(["api", "api-route", "check"]);
  expect(await up()).toEqual({ update: 3 });
  const { units } = JSON.parse(await project.must("status", "dev", "--json")) as { units: UnitStatus[] };
  const address = units.find(({ component }) => component === "api")?.address;
  expect(address).toBe("http://127.0.0.1:8242");
  expect((await fetch(address!)).status).toBe(200);
});

test("of sources, the files that changed since the build are named, committed or not", async () => {
  writeFileSync(join(project.root, "app/server.mjs"), `// a comment\n${server}`);
  const plan = await preview();
  expect(plan.rows.map(({ path, text }) => `${path} ${text}`)).toEqual([
    "images.app sources: 1 file changed: app/server.mjs",
  ]);
  const done = await up();
  expect(plan.resources.length).toBe(done["update"]);
});

test("C000-52 one component alone is deployed, and the plan goes on with the others", async () => {
  project.edit("wait.mjs, again]", "wait.mjs, last]");
  project.edit("replicas: 3", "replicas: 2");
  const only = JSON.parse(await project.must("up", "dev", "--only", "tasks", "--json")) as object;
  expect(only).toMatchObject({ changes: { update: 1 } });
  const plan = await preview();
  expect(rowsOf(plan)).toEqual({ "api.replicas": ["api"] });
  expect(plan.resources.map(({ name }) => name)).toEqual(["api"]);
  expect(await up()).toEqual({ update: 1 });
});

test("after down everything starts again, and nothing has drifted", async () => {
  await project.must("down", "dev");
  const text = await project.must("preview", "dev");
  expect(text).toMatch(/^dev on local, against what was applied: \d+ changed, starts again$/m);
  expect(text).toContain("Stopped: starts again\n");
  expect(text).not.toContain("Drifted");
  await up();
  expect((await preview()).resources).toEqual([]);
});
