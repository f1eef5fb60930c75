/** CiSecrets by the real engine and provider: a file for act follows the environment's file. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { makeSmallProject } from "../scripts/small-project.ts";

const ci = "ci: { kind: CiSecrets, provider: file, secrets: { KEY: \"${key.value}\" }, variables: { STAGE: dev } }";

test("up writes it, takes out what the file no longer names, and shows no value", async () => {
  await using project = makeSmallProject();
  project.edit("  migrate:", `  ${ci}\n  migrate:`);
  const first = await project.andamio("up --only ci");
  expect(first.code, first.stderr).toBe(0);
  const file = join(project.root, ".secrets");
  const written = readFileSync(file, "utf8");
  expect(written).toMatch(/^KEY=\S{64}\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const value = written.slice("KEY=".length).trim();
  expect(first.stdout + first.stderr).not.toContain(value);
  const state = readFileSync(join(project.root, ".andamio/state/.pulumi/stacks/andamio/dev.json"), "utf8");
  expect(state).toContain("CiSecrets");
  expect(state).not.toContain(value);
  project.edit("KEY: \"${key.value}\" }, variables", "OTHER: \"${key.value}\" }, variables");
  expect((await project.andamio("up --only ci")).code).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(`OTHER=${value}\n`);
  expect(existsSync(join(project.root, ".vars"))).toBe(true);
});
