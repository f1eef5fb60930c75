/** What git knows of the project: branches, commits and what was changed. */

import { spawnSync } from "node:child_process";

import { type Item, passIf } from "./item.ts";

const prefixes = /^(feat|fix|docs|refactor|test|chore)(\([\w-]+\))?!?: \S/;

function git(root: string, ...words: string[]): { ok: boolean; text: string } {
  const { status, stdout } = spawnSync("git", words, { cwd: root, encoding: "utf8" });
  return { ok: status === 0, text: (stdout ?? "").trim() };
}

/** The commit of a branch; nothing where there is no such branch. */
export function headOf(root: string, branch: string): string | undefined {
  const { ok, text } = git(root, "rev-parse", "--verify", "--quiet", branch);
  return ok ? text : undefined;
}

export const repository: Item = {
  name: "repository",
  asks: "The project is a clone of its repository.",
  check({ root }) {
    const { ok, text } = git(root, "rev-parse", "--is-inside-work-tree");
    return passIf(ok && text === "true", ok ? "a git work tree" : "this is no git work tree");
  },
};

export const ownBranch: Item = {
  name: "branch",
  asks: "Work is done on a branch of its own, and not on main.",
  check({ root }) {
    const { ok, text } = git(root, "branch", "--show-current");
    return passIf(ok && text !== "" && text !== "main", text === "" ? "no branch" : `on ${text}`);
  },
};

export const commitMessage: Item = {
  name: "commit-message",
  asks: "The last commit says in its first word what kind of change it is.",
  check({ root }) {
    const { text } = git(root, "log", "-1", "--format=%s");
    return passIf(prefixes.test(text), text === "" ? "there is no commit" : text);
  },
};

/** How the pipeline ended is told where it is kept, and not by git. */
export const pushed: Item = {
  name: "pushed",
  asks: "It was pushed, and the pipeline is green.",
  check({ root }) {
    const { ok, text } = git(root, "rev-list", "--count", "@{upstream}..HEAD");
    if (!ok) return passIf(false, "this branch is on no server: git push -u origin HEAD");
    if (text !== "0") return passIf(false, `${text} commits are not pushed`);
    return { state: "open", detail: "pushed; look at the pipeline, then --done pushed" };
  },
};

export const mergedDevelop: Item = {
  name: "merged",
  asks: "All of develop is merged into main.",
  check({ root }) {
    const { ok } = git(root, "merge-base", "--is-ancestor", "develop", "main");
    return passIf(ok, ok ? "develop is an ancestor of main" : "develop has commits that main lacks");
  },
};

export const documentation: Item = {
  name: "documentation",
  asks: "The documentation says what the change did to architecture, structure or working.",
  check({ root }) {
    const changed = git(root, "diff", "--name-only", "main...HEAD").text.split("\n").filter(Boolean);
    const code = changed.filter((file) => /\.(ts|mjs|js|sql|yaml)$/.test(file));
    const told = changed.some((file) => file.endsWith(".md"));
    if (code.length === 0 || told) return { state: "open", detail: "read it once more" };
    return { state: "warning", detail: `${code.length} files of code changed, and no page` };
  },
};
