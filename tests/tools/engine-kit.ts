/** What tests of the engine need: a folder for each test, commands in it, and their processes. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach } from "vitest";

/** The folder of the test that runs. */
export let folder: string;

/** Makes a project before each test, and removes it after. */
export function useFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "andamio engine #1 "));
    copyFileSync(join(import.meta.dirname, "../../Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    mkdirSync(join(folder, "platform", "provider"), { recursive: true });
    writeFileSync(join(folder, "platform", "index.ts"), "");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

type Outcome = Record<string, unknown>;

export async function act(...args: string[]): Promise<Outcome> {
  return await ended(run(...args));
}

export function run(
  ...args: string[]
): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const script = join(import.meta.dirname, "tiny-project.ts");
  return spawn(process.execPath, [script, folder, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

export async function ended(child: ReturnType<typeof run>): Promise<Outcome> {
  const [printed] = await Promise.all([
    collect(child.stdout),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  return JSON.parse(printed || "{}") as Outcome;
}

export async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

export async function hear(child: ReturnType<typeof run>, word: string): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.on("close", () => reject(new Error(`ended before it said "${word}": ${said}`)));
    child.stderr.on("data", (data) => {
      said += String(data);
      if (said.includes(word)) resolve();
    });
  });
}

export function files(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => join(path, name))
    .filter((one) => statSync(one).isFile());
}

/** What Linux shows of each process; elsewhere there is nothing to look at. */
export function shownByProcesses(text: string): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ["cmdline", "environ"].map((name) => `/proc/${pid}/${name}`))
    .filter((path) => {
      try {
        return readFileSync(path, "utf8").includes(text);
      } catch {
        return false; // it has ended, or is another user's
      }
    });
}
