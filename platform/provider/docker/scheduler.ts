/** Our scheduler as plain JavaScript, in a volume that the containers of all CronJobs read. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

import { find } from "../../targets/docker/daemon.ts";
import { writeFiles } from "../../targets/docker/volume-files.ts";
import type { DockerHandler } from "./docker-handler.ts";

export const scheduler: DockerHandler = {
  async check() {
    return { digest: digest() };
  },

  async apply(docker, _name, inputs) {
    const volume = String(inputs["volume"]);
    const files = Object.entries(programs()).map(([path, content]) => ({
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

function programs(): Record<string, string> {
  const own = new URL("../../targets/docker/scheduler.ts", import.meta.url);
  const library = new URL(import.meta.resolve("croner"));
  const text = stripTypeScriptTypes(readFileSync(own, "utf8"));
  return {
    "scheduler.mjs": text.replace("\"croner\"", "\"./croner.mjs\""),
    "croner.mjs": readFileSync(library, "utf8"),
  };
}

function digest(): string {
  return createHash("sha256").update(JSON.stringify(programs())).digest("hex").slice(0, 16);
}
