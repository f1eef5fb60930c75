/** Ports of the host that are to be published: taken ones are told before anything is stopped. */
import { createServer } from "node:net";

import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import { isHere } from "../../targets/docker/daemon.ts";
import { label } from "../../targets/docker/names.ts";
import type { DockerHandler } from "./docker-handler.ts";

interface Port {
  port: number;
  address: "loopback" | "all";
}

export const ports: DockerHandler = {
  async apply(docker, _name, inputs) {
    for (const one of inputs["ports"] as Port[]) {
      const owner = await findOwner(docker, one, inputs.environment, inputs["host"] as string);
      if (owner === undefined) continue;
      throw new PlatformError("port_taken", `port ${one.port} is taken by ${owner}`, {
        hint: "publish: { port } gives it another, or stop what has it",
      });
    }
    return {};
  },

  async observe() {
    return undefined; // the container that publishes it is looked at itself
  },

  async remove() {
    // nothing is held
  },
};

async function findOwner(
  docker: Docker,
  { port, address }: Port,
  environment: string,
  host: string | undefined,
): Promise<string | undefined> {
  const running = await docker.listContainers();
  const holder = running.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  if (holder) {
    const isOurs = holder.Labels[label.environment] === environment;
    return isOurs ? undefined : `the container ${holder.Names[0]?.slice(1)}`;
  }
  const free = !isHere(host) || (await isFree(port, address === "all" ? "0.0.0.0" : "127.0.0.1"));
  return free ? undefined : "another program";
}

function isFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "EADDRINUSE"));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}
