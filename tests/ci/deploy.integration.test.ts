/** A deploy as the pipeline does it: looked at, planned, applied and put on record. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

let project: SmallProject;

interface State {
  checkpoint: { latest: { resources: { type: string; outputs: { spec?: { commit: string } } }[] } };
}

function git(...words: readonly string[]): string {
  const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  return execFileSync("git", [...who, ...words], { cwd: project.root, encoding: "utf8" }).trim();
}

function merge(from: string, to: string): void {
  project.edit(from, to);
  git("commit", "-qam", "feat: merged");
}

function readReport(name: string): Record<string, unknown> {
  const text = readFileSync(join(project.root, "reports/deploy", name), "utf8");
  return JSON.parse(text) as Record<string, unknown>;
}

beforeAll(() => {
  project = makeSmallProject();
  writeFileSync(join(project.root, ".gitignore"), ".andamio/\nreports/\nPulumi.*.yaml\n*.tmp\n");
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "feat: begin");
  merge("target: local", "target: local\nbranch: main");
});

afterEach(() => vi.unstubAllEnvs());
afterAll(() => project[Symbol.asyncDispose]());

test("another branch than the environment's own deploys nothing", async () => {
  vi.stubEnv("GITHUB_REF_NAME", "develop");
  const { code, stderr } = await project.andamio("ci deploy dev");
  expect({ code, told: stderr.includes("dev is deployed from main, and this is develop") }).toEqual({ code: 2, told: true });
});

test("a runner that is thrown away must not be the only one with the state, or with what opens it", async () => {
  vi.stubEnv("RUNNER_ENVIRONMENT", "github-hosted");
  expect((await project.andamio("ci deploy dev")).stderr).toContain("the state of dev would be lost with this runner");
  vi.stubEnv("PULUMI_BACKEND_URL", "s3://somewhere");
  expect((await project.andamio("ci plan dev")).stderr).toContain("what encrypts the state of dev would be lost");
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "for this test");
  expect((await project.andamio("ci plan dev")).stderr).toContain("ANDAMIO_FINGERPRINT_KEY");
});

test("the plan of a new environment is the same to the byte, however often it is made", async () => {
  const words = "preview --json --now 2026-11-22T10:00Z";
  const all = [await project.andamio(words), await project.andamio(words)];
  expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1);
});

test("L001-63 N003-114 a deploy looks at rules and secrets first, and leaves its commit behind", async () => {
  vi.stubEnv("GITHUB_REF_NAME", "main");
  vi.stubEnv("GITHUB_STEP_SUMMARY", join(project.root, "reports/summary.md"));
  const { code, stderr } = await project.andamio("ci deploy dev");
  expect(code, stderr).toBe(0);
  const commit = git("rev-parse", "HEAD");
  expect(readReport("dev.security.json")).toMatchObject({ environment: "dev", secrets: { ok: true } });
  expect(readReport("dev.json")).toMatchObject({ ok: true, environment: "dev", commit });
  const log = readFileSync(join(project.root, "reports/deploy/dev.log"), "utf8");
  expect(log).toContain("api");
  const state = readFileSync(join(project.root, ".andamio/state/.pulumi/stacks/andamio/dev.json"), "utf8");
  const { checkpoint } = JSON.parse(state) as State;
  const stack = checkpoint.latest.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  expect(stack?.outputs.spec?.commit).toBe(commit);
  expect(readFileSync(join(project.root, "reports/summary.md"), "utf8")).toContain("### `dev` on local");
});

test("what was approved is applied, and nothing that came after it", async () => {
  merge("VERSION: \"1\"", "VERSION: \"2\"");
  expect((await project.andamio("ci plan dev")).code).toBe(0);
  const approved = join(project.root, "reports/deploy/dev.plan.json");
  merge("VERSION: \"2\"", "VERSION: \"3\"");
  const moved = await project.andamio(`ci deploy dev --plan ${approved}`);
  expect(moved.code).toBe(1);
  expect(moved.stderr).toContain("  the files of the environment\n");
  expect(readReport("dev.json")).toMatchObject({ ok: false, why: "plan_moved" });
  merge("VERSION: \"3\"", "VERSION: \"2\"");
  expect((await project.andamio(`ci deploy dev --plan ${approved}`)).code).toBe(0);
  expect(readReport("dev.json")).toMatchObject({ ok: true, plan: (readReport("dev.plan.json")["plan"] as { digest: string }).digest });
});

test("what breaks a rule is not deployed, and the report says which", async () => {
  merge("branch: main", "branch: main\npolicies: { profile: staging }");
  const { code, stderr } = await project.andamio("ci deploy dev");
  merge("\npolicies: { profile: staging }", "");
  expect(code).toBe(2);
  expect(stderr).toContain("and nothing was changed");
  const { findings } = readReport("dev.security.json") as { findings: { level: string }[] };
  expect(findings.some(({ level }) => level === "mandatory")).toBe(true);
});

test("drift ends with 3", async () => {
  expect((await project.andamio("preview dev --refresh --exit-code --markdown")).code).toBe(0);
  await project.andamio("down");
  const { code, stdout } = await project.andamio("preview dev --refresh --exit-code --markdown");
  expect(code).toBe(3);
  expect(stdout).toContain("### `dev` on local");
});

test("a deploy that fails leaves the line that it failed by in its log", async () => {
  merge("VERSION: \"2\"", "VERSION: broken");
  expect((await project.andamio("ci deploy dev")).code).toBe(1);
  expect(readReport("dev.json")).toMatchObject({ ok: false });
  const log = readFileSync(join(project.root, "reports/deploy/dev.log"), "utf8");
  expect(log).toMatch(/^error: .*\n {2}environments\/dev\.yaml:\d+:\d+: api/m);
});

test("no report of a deploy holds a secret", () => {
  const files = ["dev.json", "dev.plan.json", "dev.security.json"];
  const text = files.map((name) => JSON.stringify(readReport(name))).join();
  for (const secret of project.secrets()) expect(text).not.toContain(secret);
});
