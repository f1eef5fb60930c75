/**
 * Room for the containers of a unit: those that serve give up their names, and stop where two
 * versions may not run side by side; what an interrupted or failed try left goes.
 */
import { randomBytes } from "node:crypto";

import {
  type Found,
  listContainers,
  removeContainer,
  stopContainer,
} from "../../targets/docker/containers.ts";
import { openState, readAccepted, writeAccepted } from "../../targets/docker/state.ts";
import type { DockerHandler } from "./docker-handler.ts";

export interface UnitInputs {
  unit: string;
  update: "rolling" | "recreate";
  graceSeconds: number;
}

const retired = ".old-";

export const slot: DockerHandler = {
  async apply(docker, _name, inputs) {
    const { unit, update, graceSeconds } = inputs as unknown as UnitInputs;
    const accepted = await readAccepted(openState(docker, inputs.environment), unit);
    const found = await listContainers(docker, inputs.environment, unit);
    const retire = async ({ id, name }: Found): Promise<void> => {
      if (!accepted.includes(id)) return removeContainer(docker, id);
      if (update === "recreate") await stopContainer(docker, id, graceSeconds);
      if (name.includes(retired)) return;
      await docker.getContainer(id).rename({ name: `${name}${retired}${id.slice(0, 6)}` });
    };
    await Promise.all(found.map(retire));
    return { generation: randomBytes(3).toString("hex") };
  },

  async observe(docker, _name, state) {
    const { unit } = state as unknown as UnitInputs;
    const found = await listContainers(docker, state.environment, unit);
    const newest = found.filter(({ generation }) => generation === state["generation"]);
    if (newest.length === 0) return undefined;
    const accepted = await readAccepted(openState(docker, state.environment), unit);
    return newest.every(({ id }) => accepted.includes(id))
      ? undefined
      : "what an earlier try left is there";
  },

  async remove(docker, _name, state) {
    const { unit } = state as unknown as UnitInputs;
    const found = await listContainers(docker, state.environment, unit);
    for (const { id } of found) await removeContainer(docker, id);
    await writeAccepted(openState(docker, state.environment), unit, []);
  },
};
