/** A network of the daemon. */
import type Docker from "dockerode";

import type { Props } from "../plugin.ts";
import { asAsked, explain, type Handler, labelsOf, toLabels, unlessMissing } from "./handler.ts";

export const network: Handler = {
  computed: ["scope"],

  async create(docker, inputs) {
    try {
      const { id } = await docker.createNetwork(optionsOf(inputs));
      return { id, state: { ...inputs, ...(await network.read(docker, id, inputs))?.outputs } };
    } catch (error) {
      throw new Error(explain("Unable to create network", error));
    }
  },

  // everything replaces
  update: async (_docker, id, inputs) => ({ id, state: inputs }),

  async read(docker, id, inputs) {
    const found = (await unlessMissing(docker.getNetwork(id).inspect())) as
      Docker.NetworkInspectInfo | undefined;
    if (!found) return undefined;
    const live = {
      name: found.Name,
      driver: found.Driver,
      internal: found.Internal,
      attachable: found.Attachable,
      ipv6: found.EnableIPv6,
      labels: toLabels(found.Labels),
      options: found.Options ?? {},
      ipamDriver: found.IPAM?.Driver,
      ipamConfigs: found.IPAM?.Config?.map((one) => ({
        subnet: one["Subnet"],
        gateway: one["Gateway"],
        ipRange: one["IPRange"],
      })),
    };
    return { inputs: asAsked(inputs, live), outputs: { ...live, scope: found.Scope } };
  },

  async remove(docker, id) {
    try {
      await unlessMissing(docker.getNetwork(id).remove());
    } catch (error) {
      throw new Error(explain("Unable to remove network", error));
    }
  },
};

function optionsOf(inputs: Props): Docker.NetworkCreateOptions {
  const configs = (inputs["ipamConfigs"] ?? []) as Record<string, string>[];
  return {
    Name: String(inputs["name"]),
    CheckDuplicate: true,
    Driver: inputs["driver"] as string | undefined,
    Internal: inputs["internal"] === true,
    Attachable: inputs["attachable"] === true,
    EnableIPv6: inputs["ipv6"] === true,
    Labels: labelsOf(inputs["labels"]),
    Options: inputs["options"] as Record<string, string> | undefined,
    ...(configs.length > 0 && {
      IPAM: {
        Config: configs.map(({ subnet = "", gateway = "", ipRange = "" }) => ({
          Subnet: subnet,
          ...(gateway && { Gateway: gateway }),
          ...(ipRange && { IPRange: ipRange }),
        })),
      },
    }),
  } as Docker.NetworkCreateOptions;
}
