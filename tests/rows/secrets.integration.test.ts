/** What is told of secrets that whoever deploys did not give. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { runHere } from "../scripts/run-here.ts";
import { makeSmallProject } from "../scripts/small-project.ts";

test("N003-160 N003-163 a preview without its secrets names variable, file and environment, and the template's command", async () => {
  await using project = makeSmallProject();
  const more = `  password: { kind: Secret, from: { variable: DB_PASSWORD_OF_NOBODY } }
  mail: { kind: Secret, from: { file: secrets/.env.dev } }
  tell: { kind: Job, image: app, command: [node, job.mjs], env: { A: "\${password.value}", B: "\${mail.value}" } }
`;
  project.edit("  tidy:", `${more}  tidy:`);
  const { code, stderr } = await project.andamio("preview");
  expect(code).toBe(2);
  expect(stderr).toContain("environment dev lacks secrets");
  expect(stderr).toContain("password: the variable DB_PASSWORD_OF_NOBODY is not set");
  expect(stderr).toContain("mail: the file secrets/.env.dev cannot be read");
  expect(stderr).toContain("npx andamio env dev --template");
  const { stdout } = await runHere(project.root, ["env", "dev", "--template"]);
  expect(stdout).toMatch(/^DB_PASSWORD_OF_NOBODY=$/m);
  expect(stdout).toMatch(/^# in the file secrets\/\.env\.dev$/m);
  mkdirSync(join(project.root, "secrets"));
  writeFileSync(join(project.root, "secrets/.env.dev"), "there\n");
  const again = await project.andamio("preview");
  expect(again.stderr).not.toContain("mail:");
});
