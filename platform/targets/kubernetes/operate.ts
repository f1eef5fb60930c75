/** The running side of this target, by the cluster's own API. Loads no Pulumi. */
import type { Operations } from "../operations.ts";
import { openCluster } from "./cluster.ts";
import { discardComponents } from "./discard.ts";
import type { Here } from "./environment.ts";
import { runInside } from "./exec.ts";
import { keepSecrets } from "./kept-secrets.ts";
import { openLogs } from "./logs.ts";
import { removeData } from "./remove-data.ts";
import { restartComponents } from "./restart.ts";
import { runOnce } from "./run-once.ts";
import { readSecretValues } from "./secret-values.ts";
import { placeOf } from "./settings.ts";
import { describeUnits } from "./status.ts";
import { stopAll } from "./stop-all.ts";

export async function operate(environment: {
  name: string;
  root: string;
  settings: Readonly<Record<string, unknown>>;
}): Promise<Operations> {
  const cluster = await openCluster(placeOf(environment), environment.root);
  const here: Here = { name: environment.name, cluster };
  return {
    status: () => describeUnits(here),
    logs: (options) => openLogs(here, options),
    exec: (component, command, streams) => runInside(here, component, command, streams),
    run: (component, streams) => runOnce(here, component, streams),
    stop: () => stopAll(here),
    restart: (components) => restartComponents(here, components),
    discard: (components, options) => discardComponents(here, components, options),
    version: async () => (await cluster.about.getCode()).gitVersion,
    secretValues: () => readSecretValues(here),
    secrets: keepSecrets(here),
    removeData: () => removeData(here),
  };
}
