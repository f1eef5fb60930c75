/** Opens a daemon as a provider's configuration names it. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import Docker from "dockerode";

import type { Props } from "../plugin.ts";

export async function connect(config: Props): Promise<Docker> {
  const host = String(config["host"] ?? process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock");
  const docker = await open(host, (config["sshOpts"] ?? []) as string[]);
  if (config["disableDockerDaemonCheck"] === true) return docker;
  try {
    await docker.ping();
  } catch (error) {
    throw new Error(`failed to connect to the Docker daemon at ${host}: ${(error as Error).message}`);
  }
  return docker;
}

async function open(host: string, sshOptions: string[]): Promise<Docker> {
  const { protocol, hostname, port, pathname, username } = new URL(host);
  if (protocol === "unix:") return new Docker({ socketPath: pathname });
  if (protocol !== "ssh:") return new Docker({ host: hostname, port: Number(port || 2375) });
  const folder = mkdtempSync(join(tmpdir(), "andamio-tunnel-"));
  const socket = join(folder, "docker.sock");
  const to = [...(port ? ["-p", port] : []), username ? `${username}@${hostname}` : hostname];
  const words = [...sshOptions, "-L", `${socket}:/var/run/docker.sock`, ...to, "cat"];
  // The engine kills its plugins with all that is in their group: the tunnel ends by itself, with
  // the pipe to `cat`, and takes its folder along.
  const tunnel = spawn("sh", ["-c", "ssh \"$@\"; rm -rf \"$0\"", folder, ...words], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  tunnel.stderr.on("data", (data) => (said += String(data)));
  for (let i = 0; i < 300 && !existsSync(socket); i++) {
    if (tunnel.exitCode !== null) break;
    await sleep(100);
  }
  if (!existsSync(socket)) throw new Error(`failed to connect to ${host}: ${said.trim()}`);
  return new Docker({ socketPath: socket });
}
