/**
 * Runs the engine's program for the Automation API: in a process group of its own, and stopped in
 * good order. Loads no Pulumi.
 */
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

import type { SemVer } from "semver";

import { watchPlugins } from "./reap-plugins.ts";

export interface Output {
  stdout: string;
  stderr: string;
  code: number;
  err: Error | undefined;
}

/**
 * How long an engine that was asked to stop may take before it is asked again, and before it is
 * killed.
 */
const patience = { ask: 20_000, kill: 30_000 };

/**
 * What the Automation API calls a PulumiCommand. Its own one shares our process group, so that one
 * Ctrl-C reaches the engine
 * twice, once from the terminal and once from us; and to the engine the second one means to drop
 * everything.
 */
export class EngineCommand {
  readonly command: string;
  readonly version: SemVer;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #fail: (output: Output) => Error;

  constructor(
    command: string,
    version: SemVer,
    variables: Readonly<Record<string, string>>,
    fail: (output: Output) => Error,
  ) {
    this.command = command;
    this.version = version;
    this.#variables = variables;
    this.#fail = fail;
  }

  async run(
    args: readonly string[],
    cwd: string,
    variables: Readonly<Record<string, string>>,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
    signal?: AbortSignal,
    input?: string,
  ): Promise<Output> {
    const own = join(import.meta.dirname, "../../engine/bin");
    const path = [dirname(process.execPath), dirname(this.command), process.env.PATH, own].join(
      delimiter,
    );
    const engine = spawn(this.command, [...args, "--non-interactive"], {
      cwd,
      env: {
        ...process.env,
        ...variables,
        ...this.#variables,
        PATH: path,
        PULUMI_AUTOMATION_API: "true",
      },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    engine.stdin.on("error", () => undefined); // it ended before it read all: its exit code tells
    engine.stdin.end(input);
    const output: Output = { stdout: "", stderr: "", code: 0, err: undefined };
    engine.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
      onOutput?.(text);
    });
    engine.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
      onError?.(text);
    });
    const reap = watchPlugins(engine.pid);
    engine.once("exit", reap);
    const release = stopOn(signal, (name) => engine.kill(name));
    try {
      output.code = await new Promise<number>((resolve, reject) =>
        engine.on("close", (code) => resolve(code ?? -1)).on("error", reject),
      );
    } catch (error) {
      throw this.#fail({ ...output, code: -2, err: error as Error });
    } finally {
      release();
    }
    if (output.code !== 0) throw this.#fail(output);
    return output;
  }
}

/** The engine's own cancel first: it lets what is under way end and writes its state. */
function stopOn(signal: AbortSignal | undefined, kill: (name: NodeJS.Signals) => void): () => void {
  const timers: NodeJS.Timeout[] = [];
  const stop = () => {
    kill("SIGINT");
    timers.push(
      setTimeout(() => kill("SIGINT"), patience.ask),
      setTimeout(() => kill("SIGKILL"), patience.kill),
    );
  };
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  return () => {
    signal?.removeEventListener("abort", stop);
    for (const timer of timers) clearTimeout(timer);
  };
}
