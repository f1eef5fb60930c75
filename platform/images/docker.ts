/**
 * Runs Docker's own program, so that its context, its builder and hosts over SSH are what they are
 * for people. Knows no image.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { PlatformError } from "../errors.ts";
import { explainDocker } from "./docker-faults.ts";
import type { Watch } from "./image-order.ts";

export interface Docker {
  /** What it printed to stdout. Throws what went wrong in one clear error. */
  run(words: readonly string[], watch?: Watch): Promise<string>;
  /** The same; `undefined` when there is no such thing. */
  find(words: readonly string[]): Promise<string | undefined>;
}

interface Settings {
  /** Of the image that is worked on, for messages. */
  name: string;
  host?: string;
  /** Folder of DOCKER_CONFIG. */
  config?: string;
  signal?: AbortSignal;
}

export function openDocker(settings: Settings): Docker {
  const run = (words: readonly string[], watch: Watch = {}) => runDocker(words, settings, watch);
  return {
    run,
    async find(words) {
      try {
        return await run(words);
      } catch (error) {
        if (isNotThere(error)) return undefined;
        throw error;
      }
    },
  };
}

async function runDocker(
  words: readonly string[],
  settings: Settings,
  { onLine, signal = settings.signal }: Watch,
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(process.env["ANDAMIO_DOCKER"] ?? "docker", words, {
    env: environmentOf(settings),
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const said: string[] = [];
  const out: string[] = [];
  const listen = (stream: NodeJS.ReadableStream, keep?: string[]) =>
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      keep?.push(line);
      onLine?.(line);
    });
  listen(child.stdout, out);
  listen(child.stderr);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (cause) => reject(signal?.aborted ? cause : explainStart(cause)));
    child.once("close", resolve);
  });
  signal?.throwIfAborted();
  if (code === 0) return out.join("\n");
  throw explainDocker({ words, lines: said, code, name: settings.name, host: hostOf(settings) });
}

function environmentOf({ host, config }: Settings): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    BUILDKIT_PROGRESS: "plain",
    // the builder of the daemon itself: what it builds, that daemon can run
    BUILDX_BUILDER: "default",
    // they would make the same build another one each time
    BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
    DOCKER_CLI_HINTS: "false",
  };
  if (config !== undefined) env["DOCKER_CONFIG"] = config;
  if (host === undefined) return env;
  const { DOCKER_CONTEXT: _context, ...rest } = env;
  return { ...rest, DOCKER_HOST: host };
}

function hostOf({ host }: Settings): string | undefined {
  return host ?? process.env["DOCKER_HOST"];
}

function explainStart(cause: NodeJS.ErrnoException): Error {
  if (cause.code !== "ENOENT") return cause;
  return new PlatformError("tool_missing", "there is no program docker", {
    hint: "install Docker (on Debian: apt-get install docker.io), and give the same command again",
    cause,
  });
}

function isNotThere(error: unknown): boolean {
  return error instanceof PlatformError && /no such (image|object|manifest)/i.test(error.message);
}
