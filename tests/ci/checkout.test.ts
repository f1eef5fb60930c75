/** What the verbs of CI ask of a checkout: its branch, its history, and that git trusts it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

import { branchVariables, findBranch } from "../../scripts/lib/ci/find-branch.ts";
import { edit, files } from "../plan/fixture.ts";
import { makeRepository } from "../plan/repository.ts";
import { runHere } from "../scripts/run-here.ts";

beforeEach(() => {
  // a run of the suites by CI has its own
  for (const name of [...branchVariables, "GITHUB_REF_TYPE", "BUILD_SOURCEBRANCH"]) vi.stubEnv(name, undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
});

const branched = edit(files, "dev", "target: local", "target: local\nbranch: main");

test("a detached checkout deploys nothing that names a branch, unless CI names the same", async () => {
  const { andamio, git, root } = makeRepository(branched);
  git("checkout", "-q", "--detach");
  const { code, stderr } = await andamio("ci", "deploy", "dev");
  expect(code).toBe(2);
  expect(stderr).toContain("dev is deployed from main, and the branch of this checkout is not known");
  expect(stderr).toContain("git switch main");
  vi.stubEnv("CI_COMMIT_BRANCH", "feature");
  expect((await andamio("ci", "deploy", "dev")).stderr).toContain("and this is feature");
  expect(findBranch(root)).toBe("feature");
});

test("without CI, the branch that is checked out counts", async () => {
  const { andamio, git } = makeRepository(branched);
  git("switch", "-q", "-c", "other");
  expect((await andamio("ci", "deploy", "dev")).stderr).toContain("dev is deployed from main, and this is other");
});

test.each<[Record<string, string>, string | undefined]>([
  [{ GITHUB_REF_NAME: "main", GITHUB_REF_TYPE: "branch", BRANCH_NAME: "x" }, "main"],
  [{ GITHUB_REF_NAME: "main", GITHUB_REF_TYPE: "tag" }, undefined],
  [{ BUILD_SOURCEBRANCH: "refs/heads/release/1" }, "release/1"],
  [{ BUILD_SOURCEBRANCH: "refs/tags/main" }, undefined],
  [{ CIRCLE_BRANCH: "", BUILDKITE_BRANCH: "main" }, "main"],
])("variables %j say the branch is %s", (variables, branch) => {
  const { git, root } = makeRepository(files);
  git("checkout", "-q", "--detach");
  expect(findBranch(root, variables)).toBe(branch);
});

test("a shallow clone is refused by ci preview, with the way to fetch the rest", async () => {
  const { root, git } = makeRepository(files);
  git("commit", "-q", "--allow-empty", "-m", "second");
  const clone = mkdtempSync(join(tmpdir(), "andamio-shallow-"));
  onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
  execFileSync("git", ["clone", "-q", "--depth", "1", `file://${root}`, clone]);
  const { code, stderr } = await runHere(clone, ["ci", "preview"]);
  expect(code).toBe(2);
  expect(stderr).toContain("this clone is shallow");
  expect(stderr).toContain("git fetch --unshallow origin");
  execFileSync("git", ["fetch", "-q", "--unshallow", "origin"], { cwd: clone });
  expect((await runHere(clone, ["ci", "preview"])).stderr).not.toContain("shallow");
});

test("a repository that git does not trust is named as such, with git's own way out", async () => {
  const { andamio, root } = makeRepository(files);
  vi.stubEnv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
  const { code, stderr } = await andamio("preview", "dev", "--offline");
  expect(code).toBe(2);
  expect(stderr).toContain(`git does not trust the repository ${root}`);
  expect(stderr.replace(/\s+/g, " ")).toContain(`git config --global --add safe.directory ${root}`);
});
