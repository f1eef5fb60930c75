/** The verbs that open the app's own commands, on an environment that runs. */
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { makeSmallProject, type SmallProject } from "./small-project.ts";

const app = join(import.meta.dirname, "../../app");
let project: SmallProject;

const andamio = (line: string, input?: string) => project.start(line, input).ended;

beforeAll(async () => {
  project = makeSmallProject();
  const folder = join(project.root, "app");
  copyFileSync(join(folder, "server.mjs"), join(folder, "server.js"));
  writeFileSync(join(folder, "jobs.js"), `await import(${JSON.stringify(join(app, "jobs.ts"))});\n`);
  project.edit("server.mjs", "server.js");
  project.edit("VERSION: \"1\"", "VERSION: \"1\", DATABASE_URL: \"${db.url}\"");
  expect(await andamio("up")).toMatchObject({ code: 0 });
  expect(await andamio(`exec api -- node ${join(app, "migrate.ts")}`)).toMatchObject({ code: 0 });
});

afterAll(() => project[Symbol.asyncDispose]());

test("exec passes standard input to a job of the app", async () => {
  const line = "exec api -- node jobs.js create-user --username ana --role GESTOR";
  const { code, stdout } = await andamio(line, "a long password\n");
  expect([code, stdout.trim()]).toEqual([0, "Created GESTOR ana with id 1"]);
});

test("C000-37 shell is a prompt where the app runs, with its database open", async () => {
  const { code, stdout } = await andamio("shell", "await db.user.count()\n");
  expect([code, stdout]).toEqual([0, expect.stringMatching(/> 1\n> /)]);
});

test("L001-45 audit-tail prints the last events, newest first", async () => {
  const { code, stdout } = await andamio("audit-tail --limit 10");
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d{4}-\S+Z - USER_CREATED - system\n$/)]);
  const { stdout: json } = await andamio("audit-tail --json");
  expect(JSON.parse(json)).toEqual({ ok: true, exitCode: 0, stdout, stderr: "" });
});

test("N003-164 the last 50 log lines followed, a command in the app, the state, up again, and the database console", async () => {
  const { process: following, ended } = project.start("logs --tail 50 -f");
  following.stdout!.once("data", () => following.kill("SIGINT"));
  expect((await ended).stdout).toContain("version 1");
  expect(await andamio("exec api -- node --version")).toMatchObject({ code: 0, stdout: `${process.version}\n` });
  expect((await andamio("status")).stdout).toMatch(/^api +Service +ready/m);
  expect((await andamio("up")).stdout).toContain("nothing changed");
  const lines = "select username,\n role from users;\nupdate users set nombre = 'Ana' where id = 1;\nselect nombre from users;\n";
  expect(await andamio("db-console", lines)).toEqual({
    code: 0,
    stdout: "username\trole\nana\tGESTOR\n1 rows\n1 rows changed\nnombre\nAna\n1 rows\n\n",
    stderr: "",
  });
  const { code, stderr } = await andamio("db-console", "select absent;\nselect 1;\n");
  expect([code, stderr]).toEqual([1, expect.stringContaining("no such column")]);
});
