/** `secrets check` looks at what would be deployed, and at environments that are deployed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { writeRecord } from "../../scripts/lib/secrets/record.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

afterEach(() => void vi.unstubAllEnvs());

const file = `version: 1
target: local
images: { app: { build: ./app } }
components:
  token: { kind: Secret, from: { variable: TEST_OBSERVED }, minBytes: 20 }
  job: { kind: Job, image: app, command: [node, x.mjs], env: { T: "\${token.value}" } }
`;

const traits = { since: "2026-01-01T00:00:00Z", fingerprint: "0123456789abcdef", bytes: 64, distinct: 40, example: false };

async function check(root: string, line = "secrets check dev --json") {
  const { stdout, code } = await runHere(root, line.split(" "));
  const { problems = [] } = JSON.parse(stdout) as { problems?: { code: string; what: string }[] };
  return { code, problems: problems.map((one) => `${one.code}: ${one.what}`) };
}

test("the value of now counts, not that of the last up", async () => {
  const root = makeProject({ "environments/dev.yaml": file });
  mkdirSync(join(root, "app"), { recursive: true });
  writeRecord(root, "dev", { token: traits });
  vi.stubEnv("TEST_OBSERVED", "too-short");
  expect(await check(root)).toEqual({ code: 1, problems: ["weak: it has 9 bytes, and needs 20"] });
  vi.stubEnv("TEST_OBSERVED", "long-enough-and-of-many-characters");
  expect(await check(root)).toEqual({ code: 0, problems: [] });
});

test("an environment that was destroyed shares nothing, one that is deployed does", async () => {
  const root = makeProject({ "environments/dev.yaml": file, "environments/ci.yaml": file });
  mkdirSync(join(root, "app"), { recursive: true });
  vi.stubEnv("TEST_OBSERVED", "long-enough-and-of-many-characters");
  const { observeSecrets } = await import("../../scripts/lib/secrets/observe.ts");
  const { loadEnvironment } = await import("../../platform/environment.ts");
  writeRecord(root, "ci", await observeSecrets(loadEnvironment(root, "ci"), undefined, new Date()));
  expect(await check(root)).toEqual({ code: 0, problems: [] });
  const stacks = join(root, ".andamio/state/.pulumi/stacks/andamio");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, "ci.json"), JSON.stringify({ checkpoint: { latest: { resources: [{}] } } }));
  expect((await check(root)).problems).toEqual(["shared: it has the value of \"token\" of ci"]);
});

test("an environment that is not there is refused, wherever it is named", async () => {
  const root = makeProject({ "environments/dev.yaml": file });
  for (const line of ["secrets check nope", "secrets nope check", "secrets rotate nope token", "status nope"]) {
    const { code, stderr } = await runHere(root, line.split(" "));
    expect([line, code, stderr]).toEqual([line, 2, expect.stringContaining("there is no environment \"nope\"")]);
  }
});
