/** Runs the app's entries as processes of their own, as an environment does. */

import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { root } from "../../app/root.ts";
import { until } from "./helper.ts";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  output(): string;
  ended: Promise<Ended>;
}

/** Saves each process the work of the one before. */
const compiled = join(tmpdir(), "app-test-compiled");

type Entry = "server" | "worker" | "scheduler" | "migrate" | "jobs";

/** With these variables and no others; killed at the end of the test, if it still runs. */
export function start(
  entry: Entry,
  variables: Record<string, string>,
  args: string[] = [],
  cwd = root,
  stdin: "ignore" | "pipe" = "ignore",
): Started {
  const child = spawn(process.execPath, [join(root, `${entry}.ts`), ...args], {
    cwd,
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compiled, ...variables },
    stdio: [stdin, "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout!.on("data", (text: Buffer) => void (stdout += text));
  child.stderr!.on("data", (text: Buffer) => void (stderr += text));
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, output: () => stdout + stderr, ended };
}

/** The same, with something on standard input. */
export function runWith(
  input: string,
  entry: Entry,
  variables: Record<string, string>,
  args: string[],
): Promise<Ended> {
  const { child, ended } = start(entry, variables, args, root, "pipe");
  child.stdin!.on("error", () => {}); // it may end before it has read
  child.stdin!.end(input);
  return ended;
}

export function run(
  entry: Entry,
  variables: Record<string, string>,
  ...args: string[]
): Promise<Ended> {
  return start(entry, variables, args).ended;
}

/** A server on a free port, once it listens. */
export async function startServer(
  variables: Record<string, string>,
): Promise<Started & { url: string }> {
  const server = start("server", {
    PORT: "0",
    JWT_SECRET: "for the tests",
    MAIL_TRANSPORT: "log",
    ...variables,
  });
  const address = () => /Server listening at (http:\/\/[\d.:]+)/.exec(server.output())?.[1];
  await until(() => address() !== undefined, `the server to listen: ${server.output()}`);
  return { ...server, url: address()! };
}

/** Log lines with this message, once there are so many. */
export async function lines(
  { output }: Started,
  message: string,
  count = 1,
): Promise<Record<string, unknown>[]> {
  const matching = () =>
    output()
      .split("\n")
      .filter((line) => line.includes(`"message":"${message}"`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  await until(() => matching().length >= count, `${count} lines "${message}"`);
  return matching();
}
