/** Checklists: what a command can know is looked up, what only a person can say stays open. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

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

async function detailOf(root: string, list: string, name: string) {
  const { stdout } = await runHere(root, ["check", "--list", list, "--only", name, "--json"]);
  const [{ state, detail }] = (JSON.parse(stdout) as Told).items as [Told["items"][number]];
  return { state, detail };
}

function makeClone() {
  const root = makeProject({ "dev.yaml": yaml });
  const git = (...words: string[]) => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    execFileSync("git", [...who, ...words], { cwd: root, stdio: "ignore" });
  };
  const write = (file: string, text: string | Buffer) => {
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
  const ask = () => detailOf(root, "before-change", "branch");
  expect(await ask()).toEqual({ state: "failed", detail: "on main" });
  git("switch", "-c", "feature/claims");
  expect(await ask()).toEqual({ state: "passed", detail: "on feature/claims" });
  git("switch", "-c", "mainline");
  expect(await ask()).toEqual({ state: "passed", detail: "on mainline" });
  git("switch", "--detach");
  expect(await ask()).toEqual({ state: "failed", detail: "no branch" });
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
  git("commit", "--allow-empty", "-m", "feat: and more");
  expect(await detailOf(root, "after-change", "pushed")).toEqual(
    { state: "failed", detail: "2 commits are not pushed" },
  );
  git("push");
  expect((await detailOf(root, "after-change", "pushed")).detail).toContain("look at the pipeline");
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
  const empty = "backups/backup_20270116_010000.sql.gz";
  for (const bytes of ["", gzipSync(""), gzipSync("\n"), gzipSync("CREATE TABLE").subarray(0, 8)]) {
    write(empty, bytes);
    expect(await ask()).toMatchObject({ state: "failed", detail: `${empty}: empty or torn` });
  }
  write("backups/backup_20270101_010000.sql.gz", gzipSync("CREATE TABLE old;"));
  write(file, gzipSync("CREATE TABLE users;".repeat(50_000)));
  const hours = (many: number) => new Date(Date.now() - many * 3_600_000);
  utimesSync(join(root, "backups/backup_20270101_010000.sql.gz"), hours(30), hours(30));
  utimesSync(join(root, file), hours(3), hours(3));
  expect(await ask()).toMatchObject({ state: "passed", detail: `${file}, 3.0 h old` });
});

test("no item passes by a file that is empty, torn, or of something else", async () => {
  const { root, git, write } = makeClone();
  git("switch", "-c", "feature/claims");
  const files = [
    ...["reports/tests.json", "reports/scan-code.json", "reports/scan-deps.json", "reports/deploy/dev.json"],
    ...["coverage/cobertura-coverage.xml", "data/export_for_prod.json", ".env.example", ".env"],
    ...["backups/backup_20270115_010000.sql.gz", "vitest.config.ts", ".github/workflows/check.yml"],
  ];
  const items = {
    "before-change": ["backup", "tests-run"],
    "after-change": ["tests-run", "tests-green"],
    delivery: ["test-runner", "suite-auth", "coverage", "scans", "workflow-check", "last-deploy"],
    transfer: ["exported", "deployed"],
    dev: ["env-file"],
  };
  for (const content of ["", "{", "{}", "null"]) {
    for (const file of files) write(file, content);
    for (const [list, names] of Object.entries(items)) {
      for (const name of names) {
        if (name === "test-runner" && content !== "") continue; // any other text may be one
        const { state } = await detailOf(root, list, name);
        expect([content, name, state]).not.toEqual([content, name, "passed"]);
      }
    }
  }
});

test("an unknown checklist is told with those that there are", async () => {
  const { code, stderr } = await runHere(makeClone().root, ["check", "--list", "before-chnage"]);
  expect(code).toBe(2);
  expect(stderr).toContain("did you mean \"before-change\"?");
  expect(Object.keys(checklists)).toHaveLength(9);
});
