/** The command line in a process of its own, in the folder of some project. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { expect, vi } from "vitest";

export interface Started {
  pid: number;
  /** Its exit code, once all that it says has been read. */
  ended: Promise<number>;
  /** What it has said so far, errors among it. */
  output(): string;
  /** What of that is its result. */
  stdout(): string;
  /** Until it has said so. */
  says(what: RegExp): Promise<void>;
  /** As by Ctrl-C, until it has ended. */
  interrupt(): Promise<void>;
}

export interface Ended {
  code: number;
  output: string;
  stdout: string;
}

/** Who calls it, and where. */
export interface Caller {
  /** The project's folder. */
  root: string;
  /** Whose program it is; that of this repository. */
  program?: string;
  variables?: Readonly<Record<string, string>>;
  /** Words before each command. */
  through?: readonly string[];
}

const repository = join(import.meta.dirname, "..");

/** One that may go on, in a group of its own. */
export function startAndamio(caller: Caller, args: readonly string[]): Started {
  const { root, program = repository, variables, through = [] } = caller;
  const command = [process.execPath, join(program, "scripts/andamio.ts"), ...args];
  const [first, ...words] = [...through, ...command] as [string, ...string[]];
  const child = spawn(first, words, {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let [output, stdout] = ["", ""];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (stream === child.stdout) stdout += text;
    });
  }
  const pid = child.pid!;
  const ended = once(child, "close").then(([code]) => (code as number | null) ?? 137);
  return {
    pid,
    ended,
    output: () => output,
    stdout: () => stdout,
    says: (what) =>
      vi.waitFor(() => expect(output).toMatch(what), { timeout: 120_000, interval: 20 }),
    async interrupt() {
      process.kill(pid, "SIGINT");
      await ended;
    },
  };
}

export async function runAndamio(caller: Caller, args: readonly string[]): Promise<Ended> {
  const started = startAndamio(caller, args);
  const code = await started.ended;
  return { code, output: started.output(), stdout: started.stdout() };
}

/** Its output; fails when the exit code is not 0. */
export async function mustAndamio(caller: Caller, args: readonly string[]): Promise<string> {
  const { code, output, stdout } = await runAndamio(caller, args);
  if (code !== 0) throw new Error(`andamio ${args.join(" ")} ended with ${code}:\n${output}`);
  return args.includes("--json") ? stdout : output;
}
