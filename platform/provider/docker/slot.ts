/** Room for the containers of a unit, made whenever what they should be has changed. */
import { randomBytes } from "node:crypto";

import { listContainers, removeContainer } from "../../targets/docker/containers.ts";
import { retire } from "../../targets/docker/retire.ts";
import { openState, readAccepted, writeAccepted } from "../../targets/docker/state.ts";
import type { DockerHandler } from "./docker-handler.ts";

export interface UnitInputs {
  unit: string;
  update: "rolling" | "recreate";
  graceSeconds: number;
}

export const slot: DockerHandler = {
  async apply(docker, _name, inputs) {
    const { unit, update, graceSeconds } = inputs as unknown as UnitInputs;
    await retire(docker, { environment: inputs.environment, unit, update, graceSeconds });
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
