/** A clone in an empty folder, and the shell of somebody who has nothing set up. */
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..", "..");

/** Of the last commit, as the branch main. */
export async function cloneHere(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "andamio-clone-"));
  const git = (...args: string[]) => promisify(execFile)("git", ["-c", "safe.directory=*", ...args]);
  await git("clone", "-q", root, folder);
  await git("-C", folder, "checkout", "-q", "-B", "main");
  return folder;
}

/** What npm, vitest and .ci/run put into the environment of a test. */
const ours = /^(?:npm_|VITEST)|^(?:ANDAMIO_SLICE|NODE_ENV|NODE_OPTIONS|TEST|MODE|DEV|PROD|SSR|BASE_URL)$/;

/** Without what the test run itself put into the environment. */
export function newcomersVariables(): Record<string, string | undefined> {
  const own = join(root, "node_modules");
  const PATH = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((one) => !one.startsWith(own))
    .join(delimiter);
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), PATH };
}
