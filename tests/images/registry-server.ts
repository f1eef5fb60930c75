/** A registry with a password on loopback, gone at the end. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { runScript } from "../lab/shell.ts";
import { freePort } from "./image-kit.ts";
import { startTokenServer } from "./token-server.ts";

export interface RegistryServer extends AsyncDisposable {
  /** As image references have it. */
  host: string;
  /** For `registries` of an order. */
  registries: Record<string, { username: string; password: string }>;
}

const username = "lab";
const password = "lab-password";
/** The only kind of hash that the registry takes, of that password. */
const users = `${username}:$2b$04$2AlRtutL2OhOc0yPyfCqSex4g1oQnLObVcAq25gAqFPjlld/.YP3W\n`;

/** It asks for the password itself, or for the token of a server that does. */
export async function startRegistry(by: "password" | "token" = "password"): Promise<RegistryServer> {
  if (spawnSync("docker-registry", ["--version"]).status !== 0) {
    await runScript("install.sh", "docker-registry");
  }
  const folder = mkdtempSync(join(tmpdir(), "andamio-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, "users"), users);
  const tokens = by === "token" ? await startTokenServer(folder, { username, password }) : undefined;
  const config = {
    version: "0.1",
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: host },
    auth: tokens?.auth ?? { htpasswd: { realm: "lab", path: join(folder, "users") } },
  };
  writeFileSync(join(folder, "config.json"), JSON.stringify(config)); // JSON is YAML
  const server = spawn("docker-registry", ["serve", join(folder, "config.json")], {
    stdio: "ignore",
  });
  await awaitAnswer(host, server);
  return {
    host,
    registries: { [host]: { username, password } },
    async [Symbol.asyncDispose]() {
      const ended = once(server, "exit");
      server.kill();
      await ended;
      tokens?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function awaitAnswer(host: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.status === 401) return;
    await sleep(50);
  }
  throw new Error(`the registry ended with code ${server.exitCode}`);
}
