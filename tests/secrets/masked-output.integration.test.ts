/** No value that the platform knows as secret shows in what the command line prints or writes. */
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Ended } from "../scripts/run-here.ts";
import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

const outside = `it's "${randomBytes(12).toString("base64url")}" &`;
const program = `const { KEY = "", TOKEN = "", PIN } = process.env;
const shapes = [(v) => v, JSON.stringify, encodeURIComponent, (v) => btoa(v), (v) => btoa("u:" + v), (v) => Buffer.from(v).toString("hex")];
for (const value of [KEY, TOKEN]) for (const shape of shapes) console.log("value", shape(value));
process.stdout.write("in two " + KEY.slice(0, 9));
setTimeout(() => { process.stdout.write(KEY.slice(9) + " parts\\n"); console.error("pin", PIN); process.exitCode = Number(process.argv[2] ?? 0); }, 50);
`;
let project: SmallProject;
let key: string;

beforeAll(async () => {
  project = makeSmallProject();
  process.env.TEST_MASKED_TOKEN = outside;
  process.env.TEST_MASKED_PIN = "1234";
  writeFileSync(join(project.root, "app/tell.mjs"), program);
  const env = "{ KEY: \"${key.value}\", TOKEN: \"${token.value}\", PIN: \"${pin.value}\" }";
  project.edit("  migrate:", `  token: { kind: Secret, from: { variable: TEST_MASKED_TOKEN } }
  pin: { kind: Secret, from: { variable: TEST_MASKED_PIN } }
  tell: { kind: Job, image: app, command: [node, tell.mjs], env: ${env} }
  migrate:`);
  const up = await project.andamio("up");
  expect(up.code, up.stderr).toBe(0);
  expect(up.stderr).toContain("warning: the value of pin is shorter than 6 characters, so output is not masked for it");
  key = readFileSync(join(project.root, ".andamio/dev/secrets/key"), "utf8");
  delete process.env.TEST_MASKED_TOKEN; // which only the deployment knows from now on
  delete process.env.TEST_MASKED_PIN;
});

afterAll(async () => {
  process.env.TEST_MASKED_TOKEN = outside;
  process.env.TEST_MASKED_PIN = "1234";
  await project[Symbol.asyncDispose]();
  delete process.env.TEST_MASKED_TOKEN;
  delete process.env.TEST_MASKED_PIN;
});

function expectMasked({ stdout, stderr }: Ended): void {
  const said = stdout + stderr;
  expect(said.match(/value "?\[secret\]/g)?.length).toBeGreaterThan(5);
  const forms = [key, outside].flatMap((value) => [
    value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), Buffer.from(value).toString("base64").replace(/=+$/, ""), Buffer.from(value).toString("hex"),
    Buffer.from(`u:${value}`).toString("base64").slice(4, -3), value.slice(6, 16), value.slice(-10),
  ]);
  expect(forms.filter((form) => said.includes(form))).toEqual([]);
}

test("`logs` shows what was deployed masked, also with --json (S18)", async () => {
  expectMasked(await project.andamio("logs tell"));
  expectMasked(await project.andamio("logs tell --json"));
});

test("`logs --raw` is refused where the output is no terminal", async () => {
  const { code, stderr } = await project.andamio("logs tell --raw");
  expect([code, stderr]).toEqual([2, expect.stringContaining("--raw shows secrets, and the output is not a terminal")]);
});

test("`run` masks what the job prints, across its chunks, and keeps the rest", async () => {
  const ended = await project.andamio("run tell");
  expectMasked(ended);
  expect(ended.stdout).toContain("in two [secret] parts\n");
  expect(ended.stderr).toContain("pin 1234\n");
});

test("the last log lines of a job that fails are masked, and so is the error", async () => {
  process.env.TEST_MASKED_TOKEN = outside;
  process.env.TEST_MASKED_PIN = "1234";
  project.edit("tell.mjs]", "tell.mjs, \"3\"]");
  const failed = await project.andamio("up --json");
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("Last log lines of tell:");
  expectMasked(failed);
});
