/** A value that is kept with the stack: set once, used by every later command. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

let project: SmallProject;
const value = "kept-with-the-stack-1";

beforeAll(() => {
  project = makeSmallProject();
  project.edit("  migrate:", `  token: { kind: Secret, from: { variable: TEST_SET_TOKEN } }
  other: { kind: Secret, from: { variable: TEST_SET_OTHER } }
  extra: { kind: Secret, optional: true, from: { variable: TEST_SET_EXTRA } }
  migrate:`);
  project.edit("VERSION: \"1\"", "VERSION: \"${token.value}\", OTHER: \"${other.value}\", EXTRA: \"${extra.value}\"");
});
afterAll(async () => project[Symbol.asyncDispose]());

const set = (name: string, input: string) => project.start(`secrets set dev ${name}`, input).ended;

async function answer(): Promise<string> {
  const { stdout } = await project.andamio("status --json");
  const { units } = JSON.parse(stdout) as { units: { component: string; address?: string }[] };
  return (await fetch(units.find(({ component }) => component === "api")!.address!)).text();
}

test("all that is missing is reported at once with its lines, before anything starts", async () => {
  for (const command of ["up", "preview"]) {
    const { code, stderr } = await project.andamio(command);
    expect(code).toBe(2);
    expect(stderr).toMatch(/dev\.yaml:8:\d+: error: Secret "token" has no value: the variable TEST_SET_TOKEN is not set/);
    expect(stderr).toMatch(/dev\.yaml:9:\d+: error: Secret "other" has no value/);
    expect(stderr).toContain("andamio secrets set dev token");
    expect(stderr).not.toContain("extra");
    expect(existsSync(join(project.root, ".andamio/dev/data"))).toBe(false);
  }
});

test("a value from standard input is stored encrypted, and up and preview take it", async () => {
  for (const [name, text] of [["token", value], ["other", "second-value"], ["extra", "third-value"]] as const) {
    const { code, stdout, stderr } = await set(name, `${text}\n`);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`${name} of dev is set in Pulumi.dev.yaml, encrypted`);
  }
  expect(readFileSync(join(project.root, "Pulumi.dev.yaml"), "utf8")).not.toContain(value);
  const up = await project.andamio("up");
  expect(up.code, up.stderr).toBe(0);
  expect(await answer()).toBe(value);
  expect(JSON.parse((await project.andamio("preview --json")).stdout)).toMatchObject({ changed: false });
  expect((await project.andamio("logs api")).stdout).toContain("version [secret]");
  const { stdout } = await project.andamio("secrets check dev");
  expect(stdout).toContain("4 secrets of dev");
  expect(stdout).not.toContain("has no value");
});

test("another value is a change of its users, and a variable that is set wins", async () => {
  await set("token", "kept-with-the-stack-2");
  const plan = await project.andamio("preview");
  expect(plan.stdout).toContain("token");
  expect(plan.stdout + plan.stderr).not.toContain("kept-with-the-stack");
  process.env.TEST_SET_TOKEN = "from-the-variable";
  try {
    expect((await project.andamio("up")).code).toBe(0);
    expect(await answer()).toBe("from-the-variable");
  } finally {
    delete process.env.TEST_SET_TOKEN;
  }
  expect((await project.andamio("up")).code).toBe(0);
  expect(await answer()).toBe("kept-with-the-stack-2");
});

test("it outlives `destroy`, and `unset` takes it away", async () => {
  expect((await project.andamio("destroy")).code).toBe(0);
  const again = await project.andamio("up");
  expect(again.code, again.stderr).toBe(0);
  expect(await answer()).toBe("kept-with-the-stack-2");
  expect((await project.andamio("secrets unset dev token")).code).toBe(0);
  const { code, stderr } = await project.andamio("up");
  expect([code, stderr]).toEqual([2, expect.stringContaining("Secret \"token\" has no value")]);
});

test("a shared provider's file that git ignores is named, with the line that ignores it", async () => {
  execFileSync("git", ["init", "-q"], { cwd: project.root });
  writeFileSync(join(project.root, ".gitignore"), "node_modules\n/Pulumi.*.yaml\n");
  const { findIgnore } = await import("../../scripts/lib/git.ts");
  expect(findIgnore(project.root, "Pulumi.dev.yaml")).toBe(".gitignore:2");
  writeFileSync(join(project.root, ".gitignore"), "/Pulumi.*.yaml\n!/Pulumi.dev.yaml\n");
  expect(findIgnore(project.root, "Pulumi.dev.yaml")).toBeUndefined();
});

test("what has another source, is empty or unknown is refused", async () => {
  expect(await set("key", "x\n")).toMatchObject({ code: 2, stderr: expect.stringContaining("is generated, and cannot be set") as string });
  expect(await set("token", "\n")).toMatchObject({ code: 2, stderr: expect.stringContaining("is empty") as string });
  expect(await set("tokn", "x\n")).toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean \"token\"?") as string });
});
