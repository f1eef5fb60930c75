/** A Static: a program of ours that serves its files, rolled and reached like any Service. */
import { join, resolve } from "node:path";

import { ownProgram } from "../../targets/local/own-program.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";
import { workload } from "./workload.ts";

interface SiteInputs {
  program: { location: string };
  root: string;
  fallback?: string;
  headers: Readonly<Record<string, string>>;
  proxy: Readonly<Record<string, string>>;
}

export const site: Handler = {
  foresee: (name, inputs, before) => workload.foresee!(name, inputs, before),
  apply: (name, inputs, before) => workload.apply(name, toWorkload(inputs), before),
  observe: (name, state) => workload.observe(name, { ...state, ...toWorkload(state) }),
  remove: (name, state) => workload.remove(name, { ...state, ...toWorkload(state) }),
};

function toWorkload(inputs: Inputs): Inputs {
  const { program, root, fallback, headers, proxy } = inputs as unknown as SiteInputs;
  const settings = { root: join(resolve(program.location), root), fallback, headers, proxy };
  return {
    ...inputs,
    command: ownProgram(machineOf(inputs).paths, "site.ts"),
    env: { ANDAMIO_SITE: JSON.stringify(settings) },
    replicas: 1,
    ready: { intervalSeconds: 5, timeoutSeconds: 2, retries: 3, startPeriodSeconds: 15 },
    update: "rolling",
    stop: { signal: "SIGTERM", graceSeconds: 10 },
  };
}
