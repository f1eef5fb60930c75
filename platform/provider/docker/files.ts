/** Files that only one program may read, in a volume. They change in place, with its roll-out. */
import { find } from "../../targets/docker/daemon.ts";
import { digestOf, openState } from "../../targets/docker/state.ts";
import { writeFiles } from "../../targets/docker/volume-files.ts";
import type { Inputs } from "../handler.ts";
import { bytesOf, type Files } from "../secret-files.ts";
import { isSame, unknown } from "../values.ts";
import type { DockerHandler } from "./docker-handler.ts";

interface FilesInputs {
  volume: string;
  files: Files;
  user: number;
}

export const files: DockerHandler = {
  async foresee(_docker, _name, inputs, before) {
    const asked = before?.["asked"] as Inputs | undefined;
    const isSameText = isSame(asked?.["files"], inputs["files"]);
    return { volume: inputs["volume"], version: isSameText ? before?.["version"] : unknown };
  },

  async apply(docker, _name, inputs) {
    const { volume, files: contents, user } = inputs as unknown as FilesInputs;
    await writeFiles(docker, volume, [
      { path: "", owner: user, mode: 0o700 },
      ...Object.entries(contents).map(([path, content]) => ({
        path,
        content: bytesOf(content),
        owner: user,
        mode: 0o600,
      })),
    ]);
    const version = await digestOf(openState(docker, inputs.environment), contents);
    return { volume, version };
  },

  async observe(docker, _name, state) {
    const found = await find(docker.getVolume(String(state["volume"])).inspect());
    return found ? undefined : "its volume is gone";
  },

  async remove() {
    // they go with their volume
  },
};
