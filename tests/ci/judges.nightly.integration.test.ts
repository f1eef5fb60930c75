/** What independent judges say of the workflows: those that are committed, and optional ones. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { makeWorkflows } from "../../scripts/lib/workflows/index.ts";
import { environment } from "./environments.ts";
import { findActionlint, findZizmor } from "./find-judges.ts";

const root = join(import.meta.dirname, "../..");

function ask(program: string, words: readonly string[], cwd = root) {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, encoding: "utf8" });
  return { status, stdout, told: `${stdout}${stderr}` };
}

/** A repository of its own with these workflows. */
function writeAll(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "andamio-workflows-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries({ ".git/HEAD": "ref: refs/heads/main\n", ...files })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

const most = makeWorkflows([
  environment("prod", {
    approval: true,
    pages: ["./ui"],
    drift: "0 * * * *",
    publish: { heroku: { folder: "./app" }, netlify: { folder: "./ui", publish: "./ui/dist" } },
  }),
  environment("dev", { branch: "develop", profile: "dev", hasBackend: false, secrets: ["A_KEY"] }),
]);

test("actionlint finds nothing in the workflows, nor in those of other environments", () => {
  const actionlint = findActionlint();
  expect(ask(actionlint, [])).toMatchObject({ status: 0, told: "" });
  expect(ask(actionlint, [], writeAll(most))).toMatchObject({ status: 0, told: "" });
});

test("zizmor finds nothing in the workflows that is not explained", () => {
  const { status, told } = ask(findZizmor(), ["--offline", "--no-progress", ".github"]);
  expect(status, told).toBe(0);
});

test("of other environments, zizmor finds the one action whose commit could not be seen", () => {
  const words = ["--offline", "--no-progress", "--format=json", "--no-exit-codes", "."];
  const { stdout } = ask(findZizmor(), words, writeAll(most));
  const found = JSON.parse(stdout) as { ident: string }[];
  const rules = new Set(found.map(({ ident }) => ident));
  expect([...rules].sort()).toEqual(["self-repository", "unpinned-uses"]);
});

test("both judges see what is spoilt", () => {
  const spoilt = Object.fromEntries(Object.entries(most).map(([file, text]) => [file, text
    .replaceAll(/@[0-9a-f]{40} # .*/g, "@main")
    .replaceAll("needs:\n      - check", "needs:\n      - chekc")]));
  const folder = writeAll(spoilt);
  expect(ask(findActionlint(), [], folder).told).toContain("needs job \"chekc\" which does not exist");
  expect(ask(findZizmor(), ["--offline", "."], folder).told).toContain("unpinned-uses");
});
