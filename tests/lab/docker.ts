/** A Docker daemon for tests, with images that stand for the public ones. */
import Docker from "dockerode";

import { pluginVariables } from "./plugins.ts";
import { isUp, runProgram, runScript, startScript } from "./shell.ts";

export interface DockerLab {
  /** As DOCKER_HOST has it. */
  host: string;
  /** For Andamio and the engine. */
  variables: Record<string, string>;
  /** The daemon itself: assertions ask it. */
  client: Docker;
  /** The command line of Docker. */
  docker(...args: string[]): string;
  /** Removes containers, networks and volumes whose names begin so. */
  clean(prefix: string): void;
}

/** Finds a daemon or starts one, with the images. Gives its address, and how to end it. */
export async function requireDocker(): Promise<{ address: string; end(): Promise<void> }> {
  const wasUp = isUp("docker.sh");
  const address = await runScript("docker.sh", "up");
  process.env["DOCKER_HOST"] = address;
  await runScript("images.sh");
  const watch = startScript("docker.sh", "watch");
  return {
    address,
    async end() {
      watch.kill();
      if (!wasUp) await runScript("docker.sh", "down");
    },
  };
}

export function openDocker(address: string): DockerLab {
  const variables = { ...pluginVariables("docker"), DOCKER_HOST: address };
  const docker = (...args: string[]) => runProgram("docker", args, variables);
  return {
    host: address,
    variables,
    client: new Docker({ socketPath: address.replace(/^unix:\/\//, "") }),
    docker,
    clean: (prefix) => clean(docker, prefix),
  };
}

function clean(docker: DockerLab["docker"], prefix: string): void {
  const kinds = [
    [["ps", "-a"], (name: string) => docker("rm", "-f", "-v", name), "{{.Names}}"],
    [["network", "ls"], (name: string) => removeNetwork(docker, name), "{{.Name}}"],
    [["volume", "ls"], (name: string) => docker("volume", "rm", "-f", name), "{{.Name}}"],
  ] as const;
  for (const [list, remove, format] of kinds) {
    const names = docker(...list, "--format", format).split("\n");
    for (const name of names.filter((name) => name.startsWith(prefix))) remove(name);
  }
}

/** A daemon may count an end of it too many, until it starts again: the next test takes it up. */
function removeNetwork(docker: DockerLab["docker"], name: string): void {
  try {
    docker("network", "rm", name);
  } catch (error) {
    const users = docker("network", "inspect", "-f", "{{json .Containers}}", name);
    if (users !== "{}") throw error;
    console.warn(`the network ${name} stays: ${(error as Error).message}`);
  }
}
