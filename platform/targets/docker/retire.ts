/**
 * Containers that serve make room for their successors: they give away their names, and stop where
 * two versions may not run side by side. What an interrupted or failed `up` left is removed.
 */
import type Docker from "dockerode";

import { type Found, listContainers, removeContainer, stopContainer } from "./containers.ts";
import { openState, readAccepted } from "./state.ts";

export interface Unit {
  environment: string;
  unit: string;
  update: "rolling" | "recreate";
  graceSeconds: number;
}

const retired = ".old-";

/** `name` limits it to the container that has this name. */
export async function retire(docker: Docker, unit: Unit, name?: string): Promise<void> {
  const { environment, update, graceSeconds } = unit;
  const all = await listContainers(docker, environment, unit.unit);
  const found = name === undefined ? all : all.filter((container) => container.name === name);
  if (found.length === 0) return;
  const accepted = await readAccepted(openState(docker, environment), unit.unit);
  const retireOne = async ({ id, name }: Found): Promise<void> => {
    if (!accepted.includes(id)) return removeContainer(docker, id);
    if (update === "recreate") await stopContainer(docker, id, graceSeconds);
    if (name.includes(retired)) return;
    await docker.getContainer(id).rename({ name: `${name}${retired}${id.slice(0, 6)}` });
  };
  await Promise.all(found.map(retireOne));
}
