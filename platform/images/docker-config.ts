/**
 * Docker's own configuration with the credentials of registries added, for as long as one piece of
 * work lasts: in a file that only its owner may read, never in arguments.
 */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { PlatformError } from "../errors.ts";
import type { Registry } from "./image-order.ts";
import { defaultHost } from "./image-reference.ts";

interface DockerConfig {
  auths?: Record<string, { auth?: string }>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
  [other: string]: unknown;
}

const prefix = "andamio-docker-";

/** Gives `work` the folder for DOCKER_CONFIG; `undefined` when Docker's own will do. */
export async function withDockerConfig<T>(
  registries: Readonly<Record<string, Registry>>,
  work: (folder: string | undefined) => Promise<T>,
): Promise<T> {
  const known = Object.entries(registries).filter(([, { username }]) => username !== undefined);
  if (known.length === 0) return work(undefined);
  removeLeftOver();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  try {
    linkOwn(folder);
    const config = JSON.stringify(addCredentials(readOwnConfig(), Object.fromEntries(known)));
    writeFileSync(join(folder, "config.json"), config, { mode: 0o600 });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Docker's own configuration says: proxies, the current context, its log-ins. */
export function readOwnConfig(): DockerConfig {
  const file = join(ownFolder(), "config.json");
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as DockerConfig;
  } catch (cause) {
    throw new PlatformError("tool_failed", `${file} cannot be read`, {
      hint: "mend or remove it",
      cause,
    });
  }
}

/** Name under which Docker keeps the credentials of a registry. */
export function credentialKey(host: string): string {
  return host === defaultHost ? "https://index.docker.io/v1/" : host;
}

function addCredentials(
  own: DockerConfig,
  registries: Readonly<Record<string, Registry>>,
): DockerConfig {
  const auths = { ...own.auths };
  const credHelpers = { ...own.credHelpers };
  for (const [host, { username, password = "" }] of Object.entries(registries)) {
    const key = credentialKey(host);
    auths[key] = { auth: Buffer.from(`${username}:${password}`).toString("base64") };
    credHelpers[key] = ""; // else a general credentials store is asked, and not this file
  }
  return { ...own, auths, credHelpers };
}

/** Contexts, plug-ins such as buildx, and their state stay those of the user. */
function linkOwn(folder: string): void {
  for (const name of ["contexts", "cli-plugins", "buildx"]) {
    const own = join(ownFolder(), name);
    if (existsSync(own)) symlinkSync(own, join(folder, name));
  }
}

function ownFolder(): string {
  return process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker");
}

/** Of a process that was killed. */
function removeLeftOver(): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length).split("-")[0]);
    if (!isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
