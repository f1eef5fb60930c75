/** The commit that a folder is at, as git says; nothing where there is no git. */
import { execFileSync } from "node:child_process";

/** With `+` behind it where files were changed since. */
export function readCommit(root: string): string | undefined {
  const commit = ask(root, ["rev-parse", "HEAD"]);
  if (!commit) return undefined;
  const changed = ask(root, ["status", "--porcelain", "--untracked-files=no", "--", "."]);
  return changed ? `${commit}+` : commit;
}

function ask(root: string, words: readonly string[]): string | undefined {
  try {
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
    const options = { cwd: root, env, stdio: ["ignore", "pipe", "ignore"] as ["ignore", "pipe", "ignore"] };
    return execFileSync("git", [...words], options).toString().trim();
  } catch {
    return undefined; // without git nothing is known of it, and nothing depends on it
  }
}
