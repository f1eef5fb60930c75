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

test("N003-122 a preview lists the secrets of the pipeline; a missing one fails, and an optional one does not", async () => {
  await using project = makeSmallProject();
  const required = ["SSH_HOST_PROD", "SSH_HOST_DEV", "SSH_USER", "SSH_KEY_PROD", "SSH_KEY_DEV"];
  const names = [...required, "PROD_PATH", "DEVELOP_PATH"];
  const nameOf = (name: string) => name.toLowerCase().replaceAll("_", "-");
  const sources = names.map((name) => {
    const more = required.includes(name) ? "" : ", optional: true";
    return `  ${nameOf(name)}: { kind: Secret, from: { file: secrets/${name} }${more} }\n`;
  });
  const given = names.map((name) => `${name}: "\${${nameOf(name)}.value}"`).join(", ");
  const pipeline = `  ci: { kind: CiSecrets, provider: file, secrets: { ${given} } }\n`;
  project.edit("  tidy:", `${sources.join("")}${pipeline}  tidy:`);
  mkdirSync(join(project.root, "secrets"));
  const give = (name: string) => writeFileSync(join(project.root, "secrets", name), "given\n");
  for (const name of required.slice(1)) give(name);
  const refused = await project.andamio("preview");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("ssh-host-prod: the file secrets/SSH_HOST_PROD cannot be read");
  expect(refused.stderr).not.toMatch(/prod-path|develop-path|ssh-user/);
  give("SSH_HOST_PROD");
  const { code, stdout, stderr } = await runHere(project.root, ["preview", "dev", "--json"]);
  expect(code, stderr).toBe(0);
  const { resources } = JSON.parse(stdout) as { resources: { type: string; name: string }[] };
  const listed = resources.map(({ name }) => name);
  expect(listed).toEqual(expect.arrayContaining([...required.map(nameOf), "ci"]));
});
