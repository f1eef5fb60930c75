/** A rename on this machine: processes, port, data and secrets stay, under new names. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Plan } from "../../platform/plan/plan.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

let project: SmallProject;
let file: string;

beforeAll(async () => {
  project = makeSmallProject();
  file = join(project.root, "environments/dev.yaml");
  project.edit("port: 8123", "port: 8123\n    volumes: { kept: { path: kept } }");
  const { code, stderr } = await project.andamio("up");
  expect(code, stderr).toBe(0);
}, 600_000);

afterAll(() => project[Symbol.asyncDispose](), 600_000);

const moved = "moved: { front: api, signing: key, store: db, files: kept }\n";

function rename(): void {
  const text = readFileSync(file, "utf8");
  const renamed = [["api", "front"], ["key", "signing"], ["db", "store"]].reduce(
    (all, [old, name]) => all.replaceAll(`  ${old}:`, `  ${name}:`).replaceAll(`\${${old}.`, `\${${name}.`),
    text,
  );
  writeFileSync(file, `${renamed.replace("{ kept: {", "{ files: {")}${moved}`);
}

async function read<T>(line: string): Promise<T> {
  const { stdout } = await project.andamio(line);
  return JSON.parse(stdout) as T;
}

async function findUnit(name: string): Promise<UnitStatus | undefined> {
  const { units } = await read<{ units: UnitStatus[] }>("status --json");
  return units.find(({ component }) => component === name);
}

test("what was renamed goes on as it was, and answers to its new name", async () => {
  const before = await findUnit("api");
  const secrets = project.secrets();
  const words = ["--", "node", "-e", "require('fs').writeFileSync('kept/mark','1')"];
  mkdirSync(join(project.root, "app/kept"), { recursive: true });
  await project.andamio(["exec", "dev", "api", ...words].join(" "));
  rename();
  const plan = await read<Plan>("preview --json");
  expect(plan.rows.map(({ path, text }) => `${path} ${text}`)).toEqual([
    "front moved from api", "signing moved from key", "store moved from db", "files moved from kept",
  ]);
  expect([plan.resources, plan.losses, plan.impact]).toEqual([[], [], "no-op"]);
  const { code, stderr } = await project.andamio("up");
  expect(code, stderr).toBe(0);
  const after = await findUnit("front");
  expect([after?.pids, after?.address]).toEqual([before?.pids, before?.address]);
  expect(await findUnit("api")).toBeUndefined();
  expect(project.secrets()).toEqual(secrets);
  const logs = await project.andamio("logs front --tail 5");
  expect(logs.stdout).toContain("version 1");
  expect((await read<Plan>("preview --json")).changed).toBe(false);
}, 900_000);

test("a change under the new name is that change alone", async () => {
  project.edit("VERSION: \"1\"", "VERSION: \"2\"");
  const plan = await read<Plan>("preview --json");
  expect(plan.rows.map(({ path }) => path)).toEqual(["front.env.VERSION"]);
  expect(plan.rows[0]?.resources).toEqual(plan.resources.map(({ name }) => name));
  expect((await project.andamio("up")).code).toBe(0);
  const front = await findUnit("front");
  expect(await (await fetch(front!.address!)).text()).toBe("2");
}, 900_000);

test("the entry that is taken away too early is refused, and nothing changes", async () => {
  const before = await findUnit("front");
  project.edit(moved, "");
  const { code, stderr } = await project.andamio("up");
  expect(code).toBe(2);
  expect(stderr).toContain("\"store\" would lose data: moved store");
  project.edit("components:", `${moved}components:`);
  expect((await findUnit("front"))?.pids).toEqual(before?.pids);
}, 900_000);
