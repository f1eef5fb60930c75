/** Kept data: a volume that belongs to the user who works in it, and that is told from another. */
import { randomUUID } from "node:crypto";

import type Docker from "dockerode";

import { makeHostFolder } from "../../targets/docker/host-folder.ts";
import { proxyUser } from "../../targets/docker/proxy.ts";
import { readVolumeFile, writeFiles } from "../../targets/docker/volume-files.ts";
import { foreseeIdentity } from "../foresee-identity.ts";
import type { Inputs } from "../handler.ts";
import { unknown } from "../values.ts";
import type { DockerHandler } from "./docker-handler.ts";

const identityFile = ".andamio-volume";

/** Programs run as users of their own choice, each in a container that sees no other volume. */
const owners: Readonly<Record<string, { owner: number; mode: number }>> = {
  postgresql: { owner: 999, mode: 0o700 },
  mysql: { owner: 999, mode: 0o700 },
  redis: { owner: 999, mode: 0o700 },
  proxy: { owner: proxyUser, mode: 0o700 },
  program: { owner: 10001, mode: 0o777 },
};

export const data: DockerHandler = {
  async foresee(_docker, _name, inputs, before) {
    const asked = before?.["asked"] as Inputs | undefined;
    const isSame = ["volume", "path"].every((key) => asked?.[key] === inputs[key]);
    return { identity: isSame ? foreseeIdentity(before) : unknown };
  },

  async apply(docker, _name, inputs) {
    const volume = String(inputs["volume"]);
    await makeHostFolder(docker, volume, inputs["path"]);
    const identity = (await identify(docker, volume)) ?? randomUUID();
    await writeFiles(docker, volume, [
      { path: "", ...owners[String(inputs["owner"])]! },
      { path: identityFile, content: identity, owner: 0, mode: 0o444 },
    ]);
    return { identity };
  },

  async observe(docker, _name, state) {
    const identity = await identify(docker, String(state["volume"]));
    if (identity === undefined) return "its data is gone";
    return identity === state["identity"] ? undefined : "it holds other data";
  },

  async remove() {
    // data goes only by `andamio destroy --data`
  },
};

/** The daemon tells no volume from another of the same name. */
async function identify(docker: Docker, volume: string): Promise<string | undefined> {
  try {
    return await readVolumeFile(docker, volume, identityFile);
  } catch (error) {
    // a folder of the host that somebody removed
    if (/no such file or directory/.test((error as Error).message)) return undefined;
    throw error;
  }
}
