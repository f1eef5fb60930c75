/** A volume of the daemon. */
import { asAsked, explain, type Handler, labelsOf, toLabels, unlessMissing } from "./handler.ts";

export const volume: Handler = {
  computed: ["mountpoint"],

  async create(docker, inputs) {
    const id = String(inputs["name"]);
    try {
      await docker.createVolume({
        Name: id,
        Driver: (inputs["driver"] as string | undefined) ?? "local",
        DriverOpts: (inputs["driverOpts"] ?? {}) as Record<string, string>,
        Labels: labelsOf(inputs["labels"]),
      });
    } catch (error) {
      throw new Error(explain("Unable to create volume", error));
    }
    return { id, state: { ...inputs, ...(await volume.read(docker, id, inputs))?.outputs } };
  },

  // everything replaces
  update: async (_docker, id, inputs) => ({ id, state: inputs }),

  async read(docker, id, inputs) {
    const found = await unlessMissing(docker.getVolume(id).inspect());
    if (!found) return undefined;
    const live = {
      name: found.Name,
      driver: found.Driver,
      driverOpts: found.Options ?? {},
      labels: toLabels(found.Labels),
    };
    return {
      inputs: asAsked(inputs, live),
      outputs: { ...live, mountpoint: found.Mountpoint },
    };
  },

  async remove(docker, id) {
    try {
      await unlessMissing(docker.getVolume(id).remove());
    } catch (error) {
      throw new Error(explain("Unable to remove volume", error));
    }
  },
};
