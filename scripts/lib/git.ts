/** Files as they are at a commit, and which have changed since. Asks git, and changes nothing. */
import { execFileSync } from "node:child_process";

import { PlatformError } from "../../platform/errors.ts";

export interface ChangedFile {
  file: string;
  status: "added" | "changed" | "removed";
}

/** Throws `usage` where there is no such commit. */
export function findCommit(root: string, ref: string): string {
  const found = run(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if (found !== undefined) return found.toString().trim();
  throw unknownCommit(root, ref);
}

function unknownCommit(root: string, ref: string): PlatformError {
  const file = "--against FILE compares with a file";
  if (run(root, ["rev-parse", "--git-dir"]) === undefined) {
    return describeDubious(root, file) ?? new PlatformError("usage", "this folder is in no git repository", { hint: file });
  }
  if (!hasCommit(root, "HEAD")) {
    return new PlatformError("usage", "nothing was committed here yet", { hint: `git commit; or ${file}` });
  }
  const hint = `git fetch origin ${ref.replace(/^origin\//, "")}; or ${file}`;
  return new PlatformError("usage", `git knows no commit "${ref}" here`, { hint });
}

/** A repository of another user's is none to git, until somebody says that it is safe. */
function describeDubious(root: string, otherwise: string): PlatformError | undefined {
  const found = run(root, ["-c", "safe.directory=*", "rev-parse", "--show-toplevel"]);
  if (found === undefined) return undefined;
  const top = found.toString().trim();
  const message = `git does not trust the repository ${top}: it belongs to another user (dubious ownership)`;
  return new PlatformError("usage", message, {
    hint: `git config --global --add safe.directory ${quoteWord(top)}; or ${otherwise}`,
  });
}

function quoteWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The branch that is checked out; none where a commit is. */
export function currentBranch(root: string): string | undefined {
  return run(root, ["symbolic-ref", "--short", "--quiet", "HEAD"])?.toString().trim() || undefined;
}

/** Throws `usage` where older commits were left out: where branches parted cannot be seen then. */
export function refuseShallow(root: string): void {
  const answer = run(root, ["rev-parse", "--is-shallow-repository"])?.toString().trim();
  if (answer !== "true") return;
  throw new PlatformError("usage", "this clone is shallow: it lacks the commit where this branch left its base", {
    hint: "git fetch --unshallow origin; on GitHub Actions, fetch-depth: 0 of actions/checkout",
  });
}

/**
 * Where this branch left another one: what others have merged since is none of its changes. Throws
 * `usage` where there is no such commit.
 */
export function findFork(root: string, ref: string): string {
  const commit = findCommit(root, ref);
  return run(root, ["merge-base", "HEAD", commit])?.toString().trim() || commit;
}

/** The line that makes git ignore a file, as `.gitignore:15`; nothing where none does. */
export function findIgnore(root: string, file: string): string | undefined {
  const found = run(root, ["check-ignore", "--verbose", file])?.toString().split("\t")[0] ?? "";
  const [, source, line, pattern = ""] = /^(.*):(\d+):(.*)$/.exec(found) ?? [];
  return source === undefined || pattern.startsWith("!") ? undefined : `${source}:${line}`;
}

/** Whether it is in this clone, which may hold only the newest. */
export function hasCommit(root: string, commit: string): boolean {
  return run(root, ["cat-file", "-e", `${commit}^{commit}`]) !== undefined;
}

/** Nothing where the file was not there. Paths are relative to the project's root. */
export function readAt(root: string, commit: string, file: string): Buffer | undefined {
  return run(root, ["show", `${commit}:./${file}`]);
}

export function listAt(root: string, commit: string, folder: string): string[] {
  const found = run(root, ["ls-tree", "--name-only", "-z", commit, `./${folder}/`]);
  return split(found).map((path) => path.slice(path.lastIndexOf("/") + 1));
}

/** Files of some folders that are not as they were; those that git ignores are not looked at. */
export function listChanged(
  root: string,
  commit: string,
  folders: readonly string[],
): ChangedFile[] {
  if (folders.length === 0) return [];
  const options = ["--name-status", "--no-renames", "--relative", "-z"];
  const words = split(run(root, ["diff", ...options, commit, "--", ...folders]));
  const changed = words.flatMap((word, at): ChangedFile[] =>
    at % 2 === 1 ? [{ file: word, status: statusOf(words[at - 1]) }] : [],
  );
  const fresh = split(run(root, ["ls-files", "--others", "--exclude-standard", "-z", "--", ...folders]));
  const added = fresh.map((file): ChangedFile => ({ file, status: "added" }));
  return [...changed, ...added].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function statusOf(letter = ""): ChangedFile["status"] {
  return letter === "A" ? "added" : letter === "D" ? "removed" : "changed";
}

function split(output: Buffer | undefined): string[] {
  return (output?.toString() ?? "").split("\0").filter((word) => word !== "");
}

/** Nothing where git refuses. */
function run(root: string, words: readonly string[]): Buffer | undefined {
  try {
    return execFileSync("git", [...words], {
      cwd: root,
      maxBuffer: 64_000_000,
      stdio: ["ignore", "pipe", "ignore"],
      // what it reads is not written: no locks, no prompts
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return undefined;
    throw new PlatformError("tool_missing", "git is not there", { hint: "install git" });
  }
}
