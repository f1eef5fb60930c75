/** A folder of kept data, which belongs to the system user that works in it. */
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { readText } from "../../targets/local/files.ts";
import { isRoot } from "../../targets/local/paths.ts";
import { giveTo, systemUserFor } from "../../targets/local/system-user.ts";
import { foreseeIdentity } from "../foresee-identity.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";

const identityFile = ".andamio-volume";

export const volume: Handler = {
  async foresee(name, inputs, before) {
    return { path: pathOf(name, inputs), identity: foreseeIdentity(before) };
  },

  async apply(name, inputs) {
    const path = pathOf(name, inputs);
    const user = systemUserFor(String(inputs["owner"]));
    mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o700);
    giveTo(path, user);
    linkForPeople(inputs);
    const identity = readText(join(path, identityFile)) ?? randomUUID();
    writeFileSync(join(path, identityFile), identity);
    giveTo(join(path, identityFile), user);
    return { path, identity };
  },

  async observe(name, state) {
    const identity = readText(join(pathOf(name, state), identityFile));
    if (identity === undefined) return "its data is gone";
    return identity === state["identity"] ? undefined : "it holds other data";
  },

  async remove() {
    // data goes only by `andamio destroy --data`
  },
};

function pathOf(name: string, inputs: Pick<Inputs, "environment">): string {
  return join(machineOf(inputs).paths.data, name);
}

/** Root's data lies outside the project; a link says where. */
function linkForPeople(inputs: Inputs): void {
  if (!isRoot()) return;
  const { home, data } = machineOf(inputs).paths;
  mkdirSync(home, { recursive: true });
  try {
    symlinkSync(data, join(home, "data"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
