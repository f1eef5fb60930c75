/** A plan against what runs: what was applied, what drifted, and what an approval covers. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { digestOf } from "../../platform/plan/digest.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

let project: SmallProject;

beforeAll(async () => {
  project = makeSmallProject();
  expect((await project.andamio("up")).code).toBe(0);
});

afterAll(() => project[Symbol.asyncDispose]());

async function preview(words = ""): Promise<Plan> {
  const { stdout } = await project.andamio(`preview --json${words}`);
  return JSON.parse(stdout) as Plan;
}

async function findUnit(name: string): Promise<UnitStatus> {
  const { stdout } = await project.andamio("status --json");
  const { units } = JSON.parse(stdout) as { units: UnitStatus[] };
  return units.find(({ component }) => component === name)!;
}

test("what drifted is told apart from what the files change", async () => {
  expect(await preview()).toMatchObject({ changed: false, against: "what was applied" });
  await project.andamio("down");
  project.edit("VERSION: \"1\"", "VERSION: \"1\", MORE: 1");
  const { rows, resources } = await preview();
  expect(rows.map(({ path }) => path)).toEqual(["api.env.MORE"]);
  expect(resources.filter(({ drift }) => drift).map(({ name }) => name)).toContain("tidy");
  project.edit("VERSION: \"1\", MORE: 1", "VERSION: \"1\"");
  expect((await project.andamio("up")).code).toBe(0);
});

test("an approved plan is applied, and refused once anything has moved", async () => {
  const file = join(project.root, "plan.json");
  project.edit("VERSION: \"1\"", "VERSION: \"2\"");
  await preview(` --save ${file}`);
  project.edit("VERSION: \"2\"", "VERSION: \"3\"");
  const moved = await project.andamio(`up --plan ${file}`);
  expect(moved.code).toBe(1);
  expect(moved.stderr).toContain("  the files of the environment\n");
  project.edit("VERSION: \"3\"", "VERSION: \"2\"");
  const [before] = (await findUnit("api")).pids ?? [];
  expect((await project.andamio(`up --plan ${file}`)).code).toBe(0);
  expect((await findUnit("api")).pids).not.toContain(before);
  expect((await project.andamio(`up --plan ${file}`)).stderr).toContain("  what was applied\n");
});

test("a plan that was edited in any way is refused, and so is one of another key", async () => {
  const file = join(project.root, "edited.json");
  project.edit("VERSION: \"2\"", "VERSION: \"4\"");
  await preview(` --save ${file}`);
  const text = readFileSync(file, "utf8");
  type Saved = Record<string, unknown> & { plan: Plan; digests: object };
  const change = (edit: (saved: Saved) => unknown) =>
    `${JSON.stringify(edit(JSON.parse(text) as Saved), null, 2)}\n`;
  const sealed = change(({ digest: _old, signature, ...saved }) => {
    const edited = { ...saved, note: "approved" };
    return { ...edited, digest: digestOf(edited), signature };
  });
  const edits = [
    text.replace("\"rolling\"", "\"no-op\""),
    text.replace("\"brief downtime\"", "\"no-op\""),
    change((saved) => ({ ...saved, plan: { ...saved.plan, impact: "irreversible" } })),
    change((saved) => ({ ...saved, plan: { ...saved.plan, rows: [] } })),
    change((saved) => ({ ...saved, more: 1 })),
    change(({ signature: _gone, ...saved }) => saved),
    text.replace("{\n  \"format\"", "{\n  \"environment\": \"prod\",\n  \"format\""),
    `${text}\n`,
    sealed,
  ].filter((edited) => edited !== text);
  for (const edited of edits) {
    writeFileSync(file, edited);
    const { code, stderr } = await project.andamio(`up --plan ${file}`);
    expect([code, stderr], edited).toEqual([2, expect.stringMatching(/was edited|is not signed/)]);
  }
  writeFileSync(file, text);
  process.env.ANDAMIO_FINGERPRINT_KEY = "another key of another clone, long enough";
  expect((await project.andamio(`up --plan ${file}`)).stderr).toContain("is not signed with the key");
  delete process.env.ANDAMIO_FINGERPRINT_KEY;
  project.edit("VERSION: \"4\"", "VERSION: \"2\"");
});

test("a failure points at the line that was changed", async () => {
  project.edit("VERSION: \"2\"", "VERSION: broken");
  const { code, stderr } = await project.andamio("up");
  project.edit("VERSION: broken", "VERSION: \"2\"");
  expect(code).toBe(1);
  expect(stderr).toContain("environments/dev.yaml:13:42: error: api");
});

test("data that nobody gave up is not lost", async () => {
  project.edit("engine: sqlite", "engine: sqlite, path: other/app.db");
  const { code, stderr } = await project.andamio("up");
  project.edit("engine: sqlite, path: other/app.db", "engine: sqlite");
  expect(code).toBe(2);
  expect(stderr).toContain(
    "environments/dev.yaml:6:47: error: \"db\" would lose data: path not set → other/app.db",
  );
});

test("what a stack remembers holds no value of a secret", () => {
  const state = join(project.root, ".andamio/state/.pulumi/stacks/andamio/dev.json");
  const text = readFileSync(state, "utf8");
  expect(text).toContain("${key.value}");
  for (const secret of project.secrets()) expect(text).not.toContain(secret);
});
