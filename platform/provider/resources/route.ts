/** The stable address of a Service: a port that it keeps, and the proxy that listens on it. */

import { ownProgram } from "../../targets/local/own-program.ts";
import { awaitReady, isReady } from "../../targets/local/readiness.ts";
import type { Unit } from "../../targets/local/unit.ts";
import { claimPort, foreseePort } from "../claim-port.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";

interface RouteInputs {
  port: number;
  publish?: { port: number; address: "loopback" | "all" };
  /** Paths that it does not serve. */
  internal?: readonly string[];
}

export const route: Handler = {
  async foresee(name, inputs, before) {
    return answer(await foreseePort(machineOf(inputs), name, inputs, before));
  },

  async apply(name, inputs, before) {
    const machine = machineOf(inputs);
    const { publish } = inputs as unknown as RouteInputs;
    const address = publish?.address === "all" ? "0.0.0.0" : "127.0.0.1";
    const port = await claimPort(machine, name, inputs, before);
    const unit = unitOf(name, inputs, port, address);
    await machine.supervisor.apply([unit]);
    await awaitReady(machine, [unit]);
    return answer(port);
  },

  async observe(name, state) {
    const observed = machineOf(state).supervisor.status().get(name);
    return isReady(observed) ? undefined : "its proxy does not run";
  },

  async remove(name, state) {
    await machineOf(state).supervisor.remove([name]);
  },
};

function answer(port: number | string) {
  return { port, url: `http://127.0.0.1:${port}` };
}

function unitOf(name: string, inputs: Inputs, port: number, address: string): Unit {
  const { paths } = machineOf(inputs);
  const { internal = [] } = inputs as unknown as RouteInputs;
  return {
    name,
    component: inputs.component,
    kind: "route",
    argv: ownProgram(paths, "proxy.ts", name, address, ...internal),
    cwd: paths.root,
    env: {},
    port,
    ready: { intervalSeconds: 5, timeoutSeconds: 2, retries: 3, startPeriodSeconds: 15 },
    stop: { signal: "SIGTERM", graceSeconds: 10 },
    restart: true,
  };
}
