/** Our scheduler as plain JavaScript, in a volume that the containers of all CronJobs read. */
import { createHash } from "node:crypto";

import { find } from "../../targets/docker/daemon.ts";
import { schedulerPrograms } from "../../targets/docker/scheduler-programs.ts";
import { writeFiles } from "../../targets/docker/volume-files.ts";
import type { DockerHandler } from "./docker-handler.ts";

export const scheduler: DockerHandler = {
  async check() {
    return { digest: digest() };
  },

  foresee: async (_docker, _name, inputs) => ({ digest: digest(), volume: inputs["volume"] }),

  async apply(docker, _name, inputs) {
    const volume = String(inputs["volume"]);
    const files = Object.entries(schedulerPrograms()).map(([path, content]) => ({
      path,
      content,
      owner: 0,
      mode: 0o444,
    }));
    await writeFiles(docker, volume, files);
    return { digest: digest(), volume };
  },

  async observe(docker, _name, state) {
    const found = await find(docker.getVolume(String(state["volume"])).inspect());
    return found ? undefined : "its volume is gone";
  },

  async remove() {
    // the volume goes by itself
  },
};

function digest(): string {
  return createHash("sha256").update(JSON.stringify(schedulerPrograms())).digest("hex").slice(0, 16);
}
