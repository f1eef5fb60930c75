/** The table of resources of this machine. */
import type { Handler } from "../handler.ts";
import { build } from "./build.ts";
import { job } from "./job.ts";
import { route } from "./route.ts";
import { schedule } from "./schedule.ts";
import { secret } from "./secret.ts";
import { store } from "./store.ts";
import { volume } from "./volume.ts";
import { workload } from "./workload.ts";

export const handlers: Readonly<Record<string, Handler>> = {
  Build: build,
  Job: job,
  Route: route,
  Schedule: schedule,
  Secret: secret,
  Store: store,
  Volume: volume,
  Workload: workload,
};
