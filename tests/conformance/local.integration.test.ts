/** Every example on this machine, as processes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { pathsOf } from "../../platform/targets/local/paths.ts";
import { isAlive } from "../../platform/targets/local/process-identity.ts";
import { listRecords } from "../../platform/targets/local/unit.ts";
import { conform } from "./conform.ts";

conform(async () => ({
  target: "local",
  settings: {},
  variables: {},
  async findRunning({ root }) {
    const alive = listRecords(pathsOf(root, "conform"))
      .filter(({ kind, child }) => ["workload", "store"].includes(kind) && isAlive(child))
      .map(({ component, child }): [string, string] => [component, `${child!.pid}`]);
    return Object.fromEntries(
      [...new Set(alive.map(([component]) => component))].sort()
        .map((one) => [one, alive.filter(([component]) => component === one).map(([, id]) => id)]),
    );
  },
  async findVolumes({ root }) {
    const { data } = pathsOf(root, "conform");
    const isThere = (folder: string) => readFileSync(join(data, folder, ".andamio-volume")).length > 0;
    try {
      return readdirSync(data).filter(isThere).sort();
    } catch {
      return [];
    }
  },
}));
