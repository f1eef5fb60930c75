/** This machine, where components are processes and volumes are folders. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { pathsOf } from "../../platform/targets/local/paths.ts";
import { isAlive } from "../../platform/targets/local/process-identity.ts";
import { listRecords } from "../../platform/targets/local/unit.ts";
import type { Place } from "./place.ts";

export function openLocal(environment: string): Place {
  return {
    target: "local",
    settings: {},
    variables: {},
    async findRunning(root) {
      const alive = listRecords(pathsOf(root, environment))
        .filter(({ kind, child }) => ["workload", "store"].includes(kind) && isAlive(child))
        .map(({ component, child }): [string, string] => [component, `${child!.pid}`]);
      const names = [...new Set(alive.map(([component]) => component))].sort();
      const idsOf = (name: string) => alive.filter(([one]) => one === name).map(([, id]) => id);
      return Object.fromEntries(names.map((name) => [name, idsOf(name)]));
    },
    async findVolumes(root) {
      const { data } = pathsOf(root, environment);
      const names = existsSync(data) ? readdirSync(data).sort() : [];
      const isThere = (name: string) => existsSync(join(data, name, ".andamio-volume"));
      return Object.fromEntries(names.filter(isThere).map((name) => [name, join(data, name)]));
    },
  };
}
