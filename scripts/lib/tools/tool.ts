/** What a tool is, and how it is asked for. Knows no particular tool. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export type ToolName = "pulumi" | "process-compose" | "redis-server" | "postgresql" | "mariadb" | "docker";

export interface Tool {
  /** The binary; of postgresql the folder of its binaries. */
  path: string;
  version: string;
  /** Where it comes from, for people. */
  origin: string;
}

export interface FindOptions {
  /** What is going on, one line each time. */
  onProgress?: (text: string) => void;
  /** Whether a tool that is not there may be installed. */
  install?: boolean;
  signal?: AbortSignal;
}

/** Runs a short command and gives what it printed; undefined when it cannot be run or fails. */
export async function ask(path: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, args, {
      timeout: 20_000,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", LC_ALL: "C" },
    });
    return stdout || stderr;
  } catch {
    return undefined; // not there, not executable, or another program of that name
  }
}
