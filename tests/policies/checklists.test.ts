/** Checklists: what a command can know is looked up, what only a person can say stays open. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { checklists } from "../../scripts/lib/checklists/index.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

const yaml = `version: 1
target: local
images: { app: { build: ./app } }
components:
  tasks: { kind: Worker, image: app, command: [x] }
`;

interface Told { ok: boolean; items: { name: string; state: string; detail: string }[] }

async function check(root: string, ...words: string[]) {
  const { code, stdout } = await runHere(root, ["check", ...words, "--json"]);
  const { items } = JSON.parse(stdout) as Told;
  const states = items.map(({ name, state }): [string, string] => [name, state]);
  return { code, states: Object.fromEntries(states) as Record<string, string | undefined> };
}

function makeClone() {
  const root = makeProject({ "dev.yaml": yaml });
  const git = (...words: string[]) => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    execFileSync("git", [...who, ...words], { cwd: root, stdio: "ignore" });
  };
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  git("init", "-b", "main");
  write("app/server.ts", "1;");
  git("add", ".");
  git("commit", "-m", "feat: begin");
  return { root, git, write };
}

const report = (failed: number) => JSON.stringify({ numPassedTests: 3, numFailedTests: failed });

test("N003-171 the branch is known: main is not where work is done", async () => {
  const { root, git } = makeClone();
  expect((await check(root, "--list", "before-change")).states.branch).toBe("failed");
  git("switch", "-c", "feature/claims");
  expect((await check(root, "--list", "before-change")).states.branch).toBe("passed");
});

test("N003-173 the report of the tests must be newer than the last change of a source", async () => {
  const { root, write } = makeClone();
  const ask = async () => (await check(root, "--list", "before-change")).states["tests-run"];
  expect(await ask()).toBe("failed");
  write("reports/tests.json", report(0));
  expect(await ask()).toBe("passed");
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(root, "app/server.ts"), later, later);
  expect(await ask()).toBe("failed");
});

test("N003-167 N003-174 N003-177 the report must be green, and the commit say what kind of change it is", async () => {
  const { root, git, write } = makeClone();
  write("reports/tests.json", report(0));
  expect((await check(root, "--list", "after-change")).states).toMatchObject({
    "tests-green": "passed", "commit-message": "passed", "pushed": "failed",
  });
  write("reports/tests.json", report(1));
  git("commit", "--allow-empty", "-m", "some changes");
  expect((await check(root, "--list", "after-change")).states).toMatchObject({
    "tests-green": "failed", "commit-message": "failed",
  });
});

test("N003-175 lint must end with 0", async () => {
  const { root, write } = makeClone();
  const ask = async () => (await check(root, "--list", "after-change")).states.lint;
  const script = (lint: string) => write("package.json", JSON.stringify({ scripts: { lint } }));
  script("exit 1");
  expect(await ask()).toBe("failed");
  script("exit 0");
  expect(await ask()).toBe("passed");
});

test("N003-178 what is not pushed fails; what is asks for a look at the pipeline", async () => {
  const { root, git } = makeClone();
  const ask = async (...done: string[]) =>
    (await check(root, "--list", "after-change", ...done)).states.pushed;
  expect(await ask()).toBe("failed");
  git("init", "--bare", "-b", "main", ".git/remote.git");
  git("remote", "add", "origin", join(root, ".git/remote.git"));
  git("push", "-u", "origin", "main");
  expect(await ask()).toBe("open");
  expect(await ask("--done", "pushed")).toBe("passed");
  git("commit", "--allow-empty", "-m", "feat: more");
  expect(await ask()).toBe("failed");
});

test("L001-53 every name of the example is in the environment file, else it is named", async () => {
  const { root, write } = makeClone();
  const ask = async () => {
    const { stdout } = await runHere(root, ["check", "--list", "dev", "--json"]);
    return (JSON.parse(stdout) as Told).items.find(({ name }) => name === "env-file");
  };
  expect(await ask()).toMatchObject({ state: "warning" });
  write(".env.example", "# for api\nAPI_KEY=\nexport MAIL_URL=smtp://localhost\n");
  write(".env", "API_KEY=1\n");
  expect(await ask()).toMatchObject({ state: "failed", detail: "not MAIL_URL" });
  write(".env", "API_KEY=1\nMAIL_URL=x\n");
  expect(await ask()).toMatchObject({ state: "passed" });
});

test("N003-176 code that changed without a page is a warning", async () => {
  const { root, git, write } = makeClone();
  const ask = async () => (await check(root, "--list", "after-change")).states.documentation;
  git("switch", "-c", "feature/claims");
  write("app/server.ts", "2;");
  git("commit", "-am", "feat: claims");
  expect(await ask()).toBe("warning");
  write("README.md", "claims");
  git("add", ".");
  git("commit", "-m", "docs: claims");
  expect(await ask()).toBe("open");
});

test("N003-180 develop must be an ancestor of main", async () => {
  const { root, git } = makeClone();
  const ask = async () => (await check(root, "--list", "transfer")).states.merged;
  git("switch", "-c", "develop");
  git("commit", "--allow-empty", "-m", "feat: more");
  expect(await ask()).toBe("failed");
  git("switch", "main");
  git("merge", "develop");
  expect(await ask()).toBe("passed");
});

test("L001-52 L001-54 a clone, and what is installed, are known", async () => {
  const { root, write } = makeClone();
  const ask = async () => (await check(root, "--list", "dev")).states;
  const lock = (version: string) => JSON.stringify({ packages: { "": {}, "node_modules/a": { version } } });
  write("package-lock.json", lock("1.0.0"));
  expect(await ask()).toMatchObject({ repository: "passed", dependencies: "failed", ready: "failed" });
  write("node_modules/.package-lock.json", lock("1.0.0"));
  expect((await ask()).dependencies).toBe("passed");
  write("node_modules/.package-lock.json", lock("2.0.0"));
  expect((await ask()).dependencies).toBe("failed");
  rmSync(join(root, ".git"), { recursive: true });
  expect((await ask()).repository).toBe("failed");
});

test("N003-170 what a person said is done is passed; a report is written; open ones end with 1", async () => {
  const { root, git, write } = makeClone();
  write("reports/tests.json", report(0));
  git("switch", "-c", "feature/claims");
  const open = await check(root, "--list", "before-change");
  expect(open).toMatchObject({ code: 1, states: { "document-read": "open", "backup": "open" } });
  const done = ["--done", "document-read", "--done", "backup"];
  expect((await check(root, "--list", "before-change", ...done)).code).toBe(0);
  const page = readFileSync(join(root, "reports/checklists/dev-before-change.md"), "utf8");
  expect(page).toContain("| passed | The system document was read. | said to be done |");
});

test("N003-169 git ignores variables, data and logs, and no tracked file holds a credential", async () => {
  const { root, git, write } = makeClone();
  const ask = async () => (await check(root, "--list", "after-change", "--only", "ignored", "--only", "no-secrets")).states;
  write("app/pay.ts", "export const pay = 1;\n");
  expect(await ask()).toEqual({ "ignored": "failed", "no-secrets": "passed" });
  write(".gitignore", readFileSync(join(import.meta.dirname, "../../.gitignore"), "utf8"));
  expect(await ask()).toEqual({ "ignored": "passed", "no-secrets": "passed" });
  write("app/pay.ts", "export const password = \"pw-Xk29qLm7\";\n");
  git("add", ".");
  expect(await ask()).toEqual({ "ignored": "passed", "no-secrets": "failed" });
  write(".gitignore", "*\n");
  expect((await ask()).ignored).toBe("failed");
});

test("N003-172 the age of the newest backup is told", async () => {
  const { root, write } = makeClone();
  const ask = async () => {
    const { stdout } = await runHere(root, ["check", "--list", "before-change", "--only", "backup", "--json"]);
    return (JSON.parse(stdout) as Told).items[0]!;
  };
  expect((await ask()).state).toBe("open");
  const file = "backups/backup_20270115_010000.sql.gz";
  write("backups/backup_20270101_010000.sql.gz", "");
  write(file, "");
  const hours = (many: number) => new Date(Date.now() - many * 3_600_000);
  utimesSync(join(root, "backups/backup_20270101_010000.sql.gz"), hours(30), hours(30));
  utimesSync(join(root, file), hours(3), hours(3));
  expect(await ask()).toMatchObject({ state: "passed", detail: `${file}, 3.0 h old` });
});

test("an unknown checklist is told with those that there are", async () => {
  const { code, stderr } = await runHere(makeClone().root, ["check", "--list", "before-chnage"]);
  expect(code).toBe(2);
  expect(stderr).toContain("did you mean \"before-change\"?");
  expect(Object.keys(checklists)).toHaveLength(9);
});
