/**
 * A roll-out: the new containers are waited for, then they serve, then the old ones end. New ones
 * that fail are stopped, and the old ones go on serving.
 */
import type Docker from "dockerode";

import {
  type Found,
  listContainers,
  removeContainer,
  startContainer,
  stopContainer,
} from "../../targets/docker/containers.ts";
import { forgetRoute, readTold, tellProxy } from "../../targets/docker/proxy.ts";
import { askOne, awaitReady } from "../../targets/docker/readiness.ts";
import { openState, readAccepted, writeAccepted } from "../../targets/docker/state.ts";
import type { Readiness } from "../../targets/docker/unit.ts";
import type { Inputs, Outputs } from "../handler.ts";
import type { DockerHandler } from "./docker-handler.ts";
import type { UnitInputs } from "./slot.ts";

interface RolloutInputs extends UnitInputs {
  environment: string;
  containers: readonly string[];
  ready: Readiness;
  route?: string;
  port?: number;
  healthPath?: string;
}

export const rollout: DockerHandler = {
  async apply(docker, name, inputs, before) {
    const wanted = read(inputs);
    const { environment, unit, containers, graceSeconds } = wanted;
    const others = (await listContainers(docker, environment, unit)).filter(
      ({ id }) => !containers.includes(id),
    );
    try {
      await awaitReady(docker, name, containers, wanted.ready);
    } catch (error) {
      await takeBack(docker, wanted, others);
      throw error;
    }
    await lead(docker, wanted);
    await writeAccepted(openState(docker, environment), unit, containers);
    await Promise.all(others.map(({ id }) => stopContainer(docker, id, graceSeconds)));
    // the engine removes those that it knows
    const known = ((before?.["asked"] as RolloutInputs | undefined)?.containers ?? []);
    for (const { id } of others) if (!known.includes(id)) await removeContainer(docker, id);
    return {};
  },

  async observe(docker, _name, state) {
    const { environment, unit, containers, ready } = read(state);
    const accepted = await readAccepted(openState(docker, environment), unit);
    if (accepted.join() !== containers.join()) return "it was not finished";
    const found = await listContainers(docker, environment, unit);
    for (const id of containers) {
      const one = found.find((each) => each.id === id);
      if (!one) return "a container is gone";
      const { State } = await docker.getContainer(id).inspect();
      const fault = await askOne(docker, id, State, ready);
      if (fault !== undefined) return `${one.name}: ${fault}`;
    }
    if (found.length > containers.length) return "an earlier container is still there";
    return observeProxy(docker, state);
  },

  async remove(docker, _name, state) {
    const { environment, unit, route, graceSeconds } = read(state);
    if (route !== undefined) await forgetRoute(docker, environment, route);
    const found = await listContainers(docker, environment, unit);
    await Promise.all(found.map(({ id }) => stopContainer(docker, id, graceSeconds)));
  },
};

async function takeBack(
  docker: Docker,
  { containers, graceSeconds, update }: RolloutInputs,
  others: readonly Found[],
): Promise<void> {
  await Promise.all(containers.map((id) => stopContainer(docker, id, graceSeconds)));
  if (update === "recreate") await Promise.all(others.map(({ id }) => startContainer(docker, id)));
}

async function lead(docker: Docker, wanted: RolloutInputs): Promise<void> {
  const { environment, route } = wanted;
  if (route === undefined) return;
  await tellProxy(docker, environment, ({ settings, behind }) => ({
    settings,
    behind: { ...behind, [route]: behindOf(wanted) },
  }));
}

/** A container is found in its network by the beginning of its ID, whatever its name becomes. */
function behindOf({ containers, port, healthPath }: RolloutInputs) {
  const dials = containers.map((id) => `${id.slice(0, 12)}:${port}`);
  return { kind: "containers" as const, dials, ...(healthPath !== undefined && { healthPath }) };
}

async function observeProxy(docker: Docker, state: Inputs & Outputs): Promise<string | undefined> {
  const { environment, route, ...rest } = read(state);
  if (route === undefined) return undefined;
  const told = await readTold(docker, environment);
  const wanted = behindOf({ environment, route, ...rest });
  const same = JSON.stringify(told?.behind[route]) === JSON.stringify(wanted);
  return same ? undefined : "its proxy leads elsewhere";
}

function read(inputs: Inputs): RolloutInputs {
  return inputs as unknown as RolloutInputs;
}
