/** Talks to a Docker daemon, and says in plain words when none answers. */
import Docker from "dockerode";

import { isPlatformError, PlatformError } from "../../errors.ts";
import { openSshAgent, sshFault } from "./ssh-agent.ts";

const usual = "unix:///var/run/docker.sock";
const daemons = new Map<string, Docker>();

/** The daemon of that address, else the one that Docker's own variable names. */
export function openDaemon(host?: string): Docker {
  const address = addressOf(host);
  const known = daemons.get(address);
  if (known) return known;
  const opened = new Docker(optionsOf(address));
  daemons.set(address, opened);
  return opened;
}

/** Whether its ports are ports of this machine. */
export function isHere(host?: string): boolean {
  return addressOf(host).startsWith("unix:");
}

/** Does some work with a daemon; its failures become errors that say what to do. */
export async function withDaemon<T>(
  host: string | undefined,
  work: (docker: Docker) => Promise<T>,
): Promise<T> {
  try {
    return await work(openDaemon(host));
  } catch (error) {
    throw explain(error, addressOf(host));
  }
}

/** The same, of what comes one after the other: a daemon may end in the middle of it. */
export async function* iterateDaemon<T>(
  host: string | undefined,
  items: AsyncIterable<T>,
): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw explain(error, addressOf(host));
  }
}

export function addressOf(host?: string): string {
  return host ?? (process.env["DOCKER_HOST"] || usual);
}

function optionsOf(address: string): Docker.DockerOptions {
  if (address.startsWith("unix://")) return { socketPath: address.slice("unix://".length) };
  const url = parseAddress(address);
  const { protocol, hostname, port } = url;
  if (protocol !== "ssh:") return { host: hostname, port: Number(port || 2375) };
  return { protocol: "http", host: hostname, agent: openSshAgent(url) } as Docker.DockerOptions;
}

function parseAddress(address: string): URL {
  try {
    return new URL(address);
  } catch (cause) {
    throw noDaemon(address, cause);
  }
}

/** A number that the daemon answered, when it is one. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | undefined)?.statusCode;
}

export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** `undefined` for what is not there. */
export async function find<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const unreachable = new Set(
  "ENOENT ECONNREFUSED ENOTFOUND ETIMEDOUT EHOSTUNREACH ECONNRESET".split(" "),
);

function explain(error: unknown, address: string): unknown {
  if (isPlatformError(error)) return error;
  const { code = "", message, json } = error as NodeJS.ErrnoException & { json?: { message?: string } };
  if (code === "EACCES") {
    return new PlatformError("not_running", `you may not use the Docker daemon at ${address}`, {
      hint: "add yourself to its group (sudo usermod -aG docker $USER), and log in again",
      cause: error,
    });
  }
  if (code === sshFault) return noDaemon(address, error, message);
  if (unreachable.has(code)) return noDaemon(address, error);
  if (/no space left on device/i.test(message)) {
    return new PlatformError("tool_failed", "the disk of Docker is full", {
      hint: "docker system df shows what fills it; docker system prune removes what is not used",
      cause: error,
    });
  }
  const status = statusOf(error);
  if (status === undefined) return error;
  return new PlatformError("tool_failed", `Docker: ${json?.message ?? message}`, { cause: error });
}

function noDaemon(address: string, cause: unknown, reason?: string): PlatformError {
  const hint =
    address === usual
      ? "start it (sudo systemctl start docker), and give the same command again"
      : "check that address: docker.host of the environment, else the variable DOCKER_HOST";
  const why = reason === undefined ? "" : `: ${reason}`;
  return new PlatformError("not_running", `no Docker daemon answers at ${address}${why}`, {
    hint,
    cause,
  });
}
