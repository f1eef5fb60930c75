/**
 * Built files that hold something else than was built: a program may have written them, so they are
 * named with the way out, by `up`, by `doctor` and where a program does not start.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { makeProject, type Project } from "../project.ts";

const server = `import { createServer } from "node:http";
const server = createServer((request, response) => response.end("whole"));
server.listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;

const environment = `version: 1
target: local
images:
  app: { build: ./app, steps: [] }
components:
  api: { kind: Service, image: app, command: [node, server.mjs], port: 8394 }
  files: { kind: Service, image: app, command: [node, server.mjs], port: 8395, volumes: { kept: { path: kept, size: 1Gi } } }
  tidy: { kind: CronJob, image: app, command: [node, server.mjs], schedule: "0 2 * * *" }
`;

const files = { "app/server.mjs": server, "app/data.txt": "as built\n", "app/large.txt": "x".repeat(9000) };

let project: Project;
let builds: string;
let build: string;
let view: string;

beforeAll(async () => {
  project = makeProject({ name: "dev", environment, files });
  await project.must("up", "dev");
  builds = join(project.root, ".andamio/dev/builds");
  const names = readdirSync(builds).filter((name) => !name.startsWith("."));
  build = join(builds, names.find((name) => !name.includes("-"))!);
  view = join(builds, names.find((name) => name.includes("-"))!);
});

afterAll(() => project[Symbol.asyncDispose]());

interface Finding {
  check: string;
  ok: boolean;
  message: string;
}

const doctor = async (): Promise<Finding[]> => {
  const { stdout } = await project.andamio("doctor", "dev", "--json");
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return findings.filter(({ check, ok }) => check === "files" && !ok);
};

test("what was built is called whole, and a file that was only touched too", async () => {
  const now = new Date();
  utimesSync(join(build, "data.txt"), now, now);
  expect(await project.must("up", "dev")).not.toContain("warning");
  expect(await doctor()).toEqual([]);
});

test.each([
  ["cut short", (path: string) => truncateSync(path, 4000)],
  ["filled with noise", (path: string) => writeFileSync(path, Buffer.alloc(9000, 0xfe))],
  ["longer", (path: string) => appendFileSync(path, "more")],
])("a file that is %s is named by up and doctor, and recreate restores it", async (_, damage) => {
  damage(join(build, "large.txt"));
  const said = await project.must("up", "dev");
  expect(said).toContain("nothing changed");
  expect(said).toContain("warning: the build of api, tidy has files that are not as they were built: large.txt");
  expect(said).toContain("recreate dev api tidy restores them");
  expect(await doctor()).toEqual([expect.objectContaining({
    message: "the build of api, tidy has files that are not as they were built: large.txt",
  })]);
  await project.must("recreate", "dev", "api", "tidy");
  expect(readFileSync(join(build, "large.txt"), "utf8")).toBe(files["app/large.txt"]);
  expect(await project.must("up", "dev")).not.toContain("warning");
  expect(await doctor()).toEqual([]);
});

test("what keeps its size and time is seen by doctor, which reads it", async () => {
  const path = join(build, "data.txt");
  const record = JSON.parse(readFileSync(join(builds, `.${build.split("/").at(-1)}.files.json`), "utf8"));
  writeFileSync(path, "AS BUILT\n");
  utimesSync(path, record["data.txt"].at / 1000, record["data.txt"].at / 1000);
  expect(await doctor()).toHaveLength(1);
  await project.must("recreate", "dev", "api");
  expect(readFileSync(path, "utf8")).toBe("as built\n");
});

test("a build with volumes in it is named, and restored, by itself; its volume stays", async () => {
  writeFileSync(join(view, "kept/mine.txt"), "mine");
  truncateSync(join(view, "large.txt"), 10);
  expect(await project.must("up", "dev")).toContain("the build of files has files that are not as they were built: large.txt");
  await project.must("recreate", "dev", "files");
  expect(readFileSync(join(view, "large.txt"), "utf8")).toBe(files["app/large.txt"]);
  rmSync(join(view, "data.txt"));
  await project.must("up", "dev");
  expect(existsSync(join(view, "data.txt"))).toBe(true);
  rmSync(view, { recursive: true });
  await project.must("up", "dev");
  expect(readFileSync(join(view, "data.txt"), "utf8")).toBe("as built\n");
  expect(readFileSync(join(view, "kept/mine.txt"), "utf8")).toBe("mine");
});

test("a program that does not start because of it names the file beside its log", async () => {
  await project.must("down", "dev");
  truncateSync(join(build, "server.mjs"), 60);
  const { code, output } = await project.andamio("up", "dev");
  expect(code).toBe(1);
  expect(output).toMatch(/api did not become ready/);
  expect(output).toContain("has files that are not as they were built: server.mjs");
  await project.must("recreate", "dev", "api", "tidy");
  expect(await project.must("up", "dev")).toContain("is up");
});
