/** A database server or a Redis of this environment: kept data, a kept port, a password. */
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { awaitReady, isReady } from "../../targets/local/readiness.ts";
import { makeRuntimeFolders } from "../../targets/local/runtime-folder.ts";
import { giveTo, systemUserFor } from "../../targets/local/system-user.ts";
import { claimPort, foreseePort } from "../claim-port.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";
import { storeRecipes } from "../stores/index.ts";
import type { Place, StoreInputs } from "../stores/store-recipe.ts";

export const store: Handler = {
  async foresee(name, inputs, before) {
    return answer(await foreseePort(machineOf(inputs), name, inputs, before));
  },

  async apply(name, inputs, before) {
    const machine = machineOf(inputs);
    const wanted = inputs as unknown as StoreInputs;
    const recipe = storeRecipes[wanted.engine]!;
    const port = await claimPort(machine, name, inputs, before);
    const place = placeOf(name, inputs, port);
    await recipe.prepare(wanted, place);
    const unit = recipe.unit(wanted, place);
    await machine.supervisor.apply([unit]);
    await awaitReady(machine, [unit]);
    await recipe.ensureAccess(wanted, place);
    recipe.mark(wanted);
    return answer(port);
  },

  async observe(name, state) {
    const unit = machineOf(state).supervisor.status().get(name);
    if (!unit || !isReady(unit)) return "its server does not run";
    const wanted = state as unknown as StoreInputs;
    const recipe = storeRecipes[wanted.engine]!;
    const mayEnter = await recipe.hasAccess(wanted, unit.record.port ?? 0);
    if (mayEnter) recipe.mark(wanted);
    return mayEnter ? undefined : "it refuses its password";
  },

  async remove(name, state) {
    await machineOf(state).supervisor.remove([name]);
  },
};

function answer(port: number | string) {
  return { host: "127.0.0.1", port };
}

function placeOf(name: string, inputs: Inputs, port: number): Place {
  const user = systemUserFor(String(inputs["engine"]));
  const sockets = join(machineOf(inputs).paths.storeSockets, name);
  makeRuntimeFolders(machineOf(inputs).paths);
  mkdirSync(sockets, { recursive: true });
  chmodSync(sockets, 0o700);
  giveTo(sockets, user);
  const { component, environment } = inputs;
  return { name, component, environment, port, sockets, user };
}
