/**
 * The network of an environment. One that is there is taken up, whoever recorded it: an interrupted
 * try leaves none behind that the next one stumbles over.
 */
import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import { find } from "../../targets/docker/daemon.ts";
import { label } from "../../targets/docker/names.ts";
import { unknown } from "../values.ts";
import type { DockerHandler } from "./docker-handler.ts";

interface NetworkInputs {
  name: string;
  labels: readonly { label: string; value: string }[];
}

export const network: DockerHandler = {
  async foresee(docker, _name, inputs) {
    const { name } = inputs as unknown as NetworkInputs;
    const found = await findNetwork(docker, name);
    return { name, subnets: found ? listSubnets(found) : unknown };
  },

  async apply(docker, _name, inputs) {
    const { name, labels } = inputs as unknown as NetworkInputs;
    const found = await findNetwork(docker, name);
    if (found && found.Labels?.[label.environment] !== inputs.environment) {
      throw new PlatformError("start_failed", `a network ${name} is there already, and somebody else's`, {
        hint: `docker network rm ${name}, or another name for the environment`,
      });
    }
    if (found) return { name, subnets: listSubnets(found) };
    const Labels = Object.fromEntries(labels.map((one) => [one.label, one.value]));
    await docker.createNetwork({ Name: name, Driver: "bridge", CheckDuplicate: true, Labels });
    return { name, subnets: listSubnets((await findNetwork(docker, name))!) };
  },

  async observe(docker, _name, state) {
    const found = await findNetwork(docker, String(state["name"]));
    if (!found) return "it is gone";
    const { subnets } = state;
    return subnets === undefined || subnets === listSubnets(found) ? undefined : "its subnet changed";
  },

  async remove(docker, _name, state) {
    const found = await findNetwork(docker, String(state["name"]));
    if (!found) return;
    try {
      await find(docker.getNetwork(found.Id).remove() as Promise<unknown>);
    } catch (cause) {
      throw await tellUsers(docker, found, cause as Error);
    }
  },
};

/** As the daemon chose them when the network was created, separated by commas. */
function listSubnets({ IPAM }: Docker.NetworkInspectInfo): string {
  return (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []).sort().join(",");
}

async function tellUsers(
  docker: Docker,
  { Id, Name }: Docker.NetworkInspectInfo,
  cause: Error,
): Promise<PlatformError> {
  const { Containers } = (await docker.getNetwork(Id).inspect()) as Docker.NetworkInspectInfo;
  const users = Object.values(Containers ?? {}).map((one) => one.Name);
  if (users.length === 0) {
    return new PlatformError("start_failed", `the network ${Name} is not let go: ${cause.message}`, {
      hint: "the daemon names nobody who uses it: start the daemon again, then the same command",
      cause,
    });
  }
  return new PlatformError("start_failed", `the network ${Name} is used by ${users.join(", ")}`, {
    hint: `docker network disconnect ${Name} ${users[0]}, then the same command`,
    cause,
  });
}

/** The daemon's own filter takes parts of names. */
async function findNetwork(
  docker: Docker,
  name: string,
): Promise<Docker.NetworkInspectInfo | undefined> {
  const all = await docker.listNetworks({ filters: { name: [name] } });
  return all.find(({ Name }) => Name === name);
}
