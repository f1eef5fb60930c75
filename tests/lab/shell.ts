/** Runs the laboratory's own scripts and the programs that look at it. */
import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** A script of this folder that goes on, its progress on stderr. */
export function startScript(
  name: string,
  ...args: string[]
): ChildProcessByStdio<null, Readable, null> {
  return spawn(join(import.meta.dirname, name), args, { stdio: ["ignore", "pipe", "inherit"] });
}

/** A script of this folder to its end; gives the last line that it printed. */
export async function runScript(name: string, ...args: string[]): Promise<string> {
  const child = startScript(name, ...args);
  let said = "";
  child.stdout.on("data", (data) => (said += String(data)));
  const code = await new Promise((done, fail) => child.on("close", done).on("error", fail));
  if (code !== 0) throw new Error(`tests/lab/${name} ${args.join(" ")} ended with ${String(code)}`);
  return said.trim().split("\n").at(-1)!;
}

/** Whether a script says that what it starts is there already. */
export function isUp(name: string): boolean {
  return spawnSync(join(import.meta.dirname, name), ["answers"], { stdio: "ignore" }).status === 0;
}

/** A program to its end; gives what it printed. */
export function runProgram(program: string, args: readonly string[], variables = {}): string {
  return execFileSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 << 20,
  }).trim();
}
