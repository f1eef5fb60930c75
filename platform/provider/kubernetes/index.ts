/** The table of resources of a cluster that are our own. */
import type { Handler } from "../handler.ts";
import { cluster } from "./cluster.ts";
import { job } from "./job.ts";
import { registries } from "./registries.ts";
import { rollout } from "./rollout.ts";
import { secret } from "./secret.ts";
import { versions } from "./versions.ts";
import { volume } from "./volume.ts";

export const handlers: Readonly<Record<string, Handler>> = {
  "kubernetes:Cluster": cluster,
  "kubernetes:Job": job,
  "kubernetes:Registries": registries,
  "kubernetes:Rollout": rollout,
  "kubernetes:Secret": secret,
  "kubernetes:Versions": versions,
  "kubernetes:Volume": volume,
};
