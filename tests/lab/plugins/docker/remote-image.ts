/** An image on the daemon, brought from its registry. */
import type Docker from "dockerode";

import type { Made, Props } from "../plugin.ts";
import { explain, type Handler, unlessMissing } from "./handler.ts";
import { findImage } from "./images.ts";

export const remoteImage: Handler = {
  computed: ["imageId", "repoDigest"],
  create: make,
  update: (docker, _id, inputs) => make(docker, inputs),
  async read(docker, _id, inputs) {
    const found = await unlessMissing(docker.getImage(String(inputs["name"])).inspect());
    return found && { inputs, outputs: outputsOf(found, inputs) };
  },
  async remove(docker, _id, { name, keepLocally, forceRemove }) {
    if (keepLocally === true) return;
    try {
      await unlessMissing(docker.getImage(String(name)).remove({ force: forceRemove === true }));
    } catch (error) {
      throw new Error(explain("Unable to remove Docker image", error));
    }
  },
};

async function make(docker: Docker, inputs: Props): Promise<Made> {
  const found = await findImage(docker, String(inputs["name"]));
  return { id: found.Id + String(inputs["name"]), state: { ...inputs, ...outputsOf(found, inputs) } };
}

function outputsOf({ Id, RepoDigests }: Docker.ImageInspectInfo, { name }: Props): Props {
  const repository = String(name).replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const digest = RepoDigests?.find((one) => one.startsWith(`${repository}@`));
  return { imageId: Id, repoDigest: digest ?? RepoDigests?.[0] ?? "" };
}
