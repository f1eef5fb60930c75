/**
 * The network of an environment. One that is there is taken up, whoever recorded it: an interrupted
 * try leaves none behind that the next one stumbles over.
 */
import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import { find } from "../../targets/docker/daemon.ts";
import { label } from "../../targets/docker/names.ts";
import { splitSubnet } from "../../targets/docker/split-subnet.ts";
import type { Outputs } from "../handler.ts";
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
    return found ? describe(found) : { name, proxyAddress: unknown, proxies: unknown };
  },

  async apply(docker, _name, inputs) {
    const { name, labels } = inputs as unknown as NetworkInputs;
    const found = await findNetwork(docker, name);
    if (found && found.Labels?.[label.environment] !== inputs.environment) {
      throw new PlatformError("start_failed", `a network ${name} is there already, and somebody else's`, {
        hint: `docker network rm ${name}, or another name for the environment`,
      });
    }
    return describe(found ?? (await create(docker, name, labels)));
  },

  async observe(docker, _name, state) {
    const found = await findNetwork(docker, String(state["name"]));
    if (!found) return "it is gone";
    const { proxies } = state;
    return proxies === undefined || proxies === describe(found)["proxies"] ? undefined : "its subnet changed";
  },

  async remove(docker, _name, state) {
    await removeTrial(docker, String(state["name"]));
    const found = await findNetwork(docker, String(state["name"]));
    if (!found) return;
    try {
      await find(docker.getNetwork(found.Id).remove() as Promise<unknown>);
    } catch (cause) {
      throw await tellUsers(docker, found, cause as Error);
    }
  },
};

/**
 * The daemon chooses the subnet, which knows the networks of its host. It takes an address for a
 * container in subnets alone that it was given, so one is tried out first, under another name.
 */
async function create(
  docker: Docker,
  name: string,
  labels: NetworkInputs["labels"],
): Promise<Docker.NetworkInspectInfo> {
  const Labels = Object.fromEntries(labels.map((one) => [one.label, one.value]));
  const make = async (Name: string, more: object = {}): Promise<Docker.NetworkInspectInfo> => {
    await docker.createNetwork({ Name, Driver: "bridge", CheckDuplicate: true, Labels, ...more });
    return (await findNetwork(docker, Name))!;
  };
  await removeTrial(docker, name); // of a deploy that was killed
  const [Subnet = "", ...others] = listSubnets(await make(trialOf(name)));
  await removeTrial(docker, name);
  const split = others.length === 0 ? splitSubnet(Subnet) : undefined;
  if (!split) return make(name);
  const IPAM = { Config: [{ Subnet, IPRange: split.range }] };
  // another network may have taken the subnet meanwhile
  return make(name, { IPAM }).catch(() => make(name));
}

function trialOf(name: string): string {
  return `${name}.trial`;
}

async function removeTrial(docker: Docker, name: string): Promise<void> {
  const found = await findNetwork(docker, trialOf(name));
  if (found) await find(docker.getNetwork(found.Id).remove() as Promise<unknown>);
}

/**
 * Who is trusted to be the proxy: its own address, or the whole network where it can keep none.
 * `null` is a value that a preview knows.
 */
function describe(network: Docker.NetworkInspectInfo): Outputs {
  const [subnets, [first]] = [listSubnets(network), network.IPAM?.Config ?? []];
  const proxyAddress = first?.["IPRange"] ? splitSubnet(subnets[0] ?? "")?.proxy : undefined;
  const proxies = proxyAddress ?? subnets.join(",");
  return { name: network.Name, proxyAddress: proxyAddress ?? null, proxies };
}

function listSubnets({ IPAM }: Docker.NetworkInspectInfo): string[] {
  return (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []).sort();
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
