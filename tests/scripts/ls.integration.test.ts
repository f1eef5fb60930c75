/** What was deployed stays in sight, and can be stopped and removed, when its file is away. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, expect, test } from "vitest";

import { listStacksThere, readStackThere } from "../../scripts/lib/recorded/ask-engine.ts";
import type { Listed } from "../../scripts/lib/recorded/list-environments.ts";
import { makeSmallProject, type SmallProject } from "./small-project.ts";

let project: SmallProject;
let environment: string;
const pathOf = (name: string): string => join(project.root, "environments", name);

beforeAll(async () => {
  project = makeSmallProject();
  environment = readFileSync(pathOf("dev.yaml"), "utf8");
  const git = (...words: string[]) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], { cwd: project.root });
  writeFileSync(join(project.root, ".gitignore"), ".andamio\n");
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "start");
  const { code, stderr } = await project.andamio("up");
  expect(code, stderr).toBe(0);
});

afterAll(() => project[Symbol.asyncDispose]());

async function list(line = "ls --json"): Promise<Record<string, Listed>> {
  const { stdout } = await project.andamio(line);
  const { environments } = JSON.parse(stdout) as { environments: Listed[] };
  return Object.fromEntries(environments.map((one) => [one.environment, one]));
}

test("C5 ls tells target, deploy, commit and what runs of each, with its file and without", async () => {
  writeFileSync(pathOf("other.yaml"), environment);
  const head = execFileSync("git", ["rev-parse", "HEAD"], { cwd: project.root, encoding: "utf8" }).trim();
  const before = await list();
  expect(before.dev).toMatchObject({ target: "local", file: "present", deployed: true, running: { ready: 1, done: 1, scheduled: 1 } });
  expect(before.dev?.commit?.replace("+", "")).toBe(head);
  expect(Date.now() - Date.parse(before.dev?.deployedAt ?? "")).toBeLessThan(600_000);
  expect(before.other).toMatchObject({ target: "local", file: "present", deployed: false, running: {} });
  rmSync(pathOf("dev.yaml"));
  expect((await list()).dev).toMatchObject({ target: "local", file: "absent", running: before.dev?.running });
  const { stdout } = await project.andamio("ls");
  expect(stdout).toMatch(new RegExp(`^dev +local +absent +\\d+ \\S+ ago +${head.slice(0, 8)}`, "m"));
  expect(stdout).toContain("npx andamio destroy dev");
  expect(Object.keys(await list("ls dev --json"))).toEqual(["dev"]);
  expect((await project.andamio("ls nope")).code).toBe(2);
  expect((await project.andamio("doctor other")).stdout).toMatch(/^✗ file +dev was deployed from here/m);
});

test("C5 status, logs and completion know one whose file is away", async () => {
  const status = await project.andamio("status dev --json");
  expect(status.stderr).toContain("note: dev has no file here");
  const { units } = JSON.parse(status.stdout) as { units: { component: string; kind: string }[] };
  const shown = units.map(({ component, kind }) => `${kind} ${component}`).toSorted();
  expect(shown).toEqual(["CronJob tidy", "Job migrate", "Service api"]);
  expect((await project.andamio("logs dev api")).stdout).toContain("version 1");
  expect((await project.andamio("logs dev nothing")).code).toBe(2);
  expect((await project.andamio("completion words -- destroy d")).stdout).toBe("dev\n");
  expect((await project.andamio("completion words -- up d")).stdout).not.toContain("dev");
});

test("C5 a state that is packed, and one elsewhere that the engine reads, tell the same", async () => {
  const folder = join(project.root, ".andamio/state");
  const stack = join(folder, ".pulumi/stacks/andamio/dev.json");
  const text = readFileSync(stack);
  const elsewhere = { address: `file://${folder}` };
  expect(await listStacksThere(project.root, elsewhere)).toEqual(["dev"]);
  const state = await readStackThere(project.root, elsewhere, "dev");
  expect(state.resources?.[0]?.outputs?.spec?.merged.target).toBe("local");
  rmSync(stack);
  writeFileSync(`${stack}.gz`, gzipSync(text));
  expect((await list()).dev).toMatchObject({ target: "local", file: "absent" });
  rmSync(`${stack}.gz`);
  writeFileSync(stack, text);
});

test("C5 a file with faults keeps nobody from removing what it deployed", async () => {
  writeFileSync(pathOf("dev.yaml"), "version: 1\ntarget: docker\nnonsense: 1\n");
  expect((await list()).dev).toMatchObject({ target: "local", file: "faulty" });
  const { stdout, stderr } = await project.andamio("status dev --json");
  expect(JSON.parse(stdout)).toMatchObject({ target: "local" });
  expect(stderr).toContain("the file of dev has faults");
  rmSync(pathOf("dev.yaml"));
});

test("C5 down and destroy work without the file; a name that nobody deployed is refused", async () => {
  expect((await project.andamio("down dev")).stdout).toContain("Stopped dev");
  expect((await list()).dev?.running).not.toHaveProperty("ready");
  const { code, stdout, stderr } = await project.andamio("destroy dev --data --yes");
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("Removed dev");
  expect(existsSync(join(project.root, ".andamio/state/.pulumi/stacks/andamio/dev.json"))).toBe(false);
  expect(await list()).not.toHaveProperty("dev");
  expect((await project.andamio("status dev")).code).toBe(2);
});
