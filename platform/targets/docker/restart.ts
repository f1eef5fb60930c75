/** Restarts components, one container after the other, so that a Service goes on answering. */
import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import { type Found, listContainers, startContainer, stopContainer } from "./containers.ts";
import { readTold, tellProxy } from "./proxy.ts";
import { awaitReady } from "./readiness.ts";
import { openState, readAccepted } from "./state.ts";
import { readinessOf } from "./status.ts";

/** All components when none is named. Throws `component_unknown` for one that has no container. */
export async function restartComponents(
  docker: Docker,
  environment: string,
  components: readonly string[],
): Promise<void> {
  for (const one of await listStanding(docker, environment, components)) {
    const accepted = await readAccepted(openState(docker, environment), one.unit);
    if (accepted.includes(one.id)) await restartOne(docker, environment, one);
  }
}

/** What is there all the time. Throws `component_unknown` where a component has nothing of it. */
export async function listStanding(
  docker: Docker,
  environment: string,
  components: readonly string[],
): Promise<Found[]> {
  const found = (await listContainers(docker, environment)).filter(
    ({ kind, component }) => kind !== "job" && component !== "",
  );
  if (found.length === 0) {
    throw new PlatformError("not_running", `nothing of ${environment} runs`, {
      hint: `andamio up ${environment}`,
    });
  }
  const unknown = components.find((name) => !found.some(({ component }) => component === name));
  if (unknown !== undefined) {
    throw new PlatformError("component_unknown", `${unknown} has no container`, {
      hint: `andamio status ${environment}`,
    });
  }
  return found.filter(({ component }) => components.length === 0 || components.includes(component));
}

async function restartOne(docker: Docker, environment: string, { id, component, unit }: Found) {
  const told = await readTold(docker, environment);
  const route = told?.settings.routes.find(({ to }) => to === unit)?.route;
  const dial = id.slice(0, 12);
  const lead = async (change: (dials: readonly string[]) => readonly string[]): Promise<void> => {
    if (route === undefined) return;
    await tellProxy(docker, environment, ({ settings, behind }) => {
      const before = behind[route];
      if (before?.kind !== "containers") return { settings, behind };
      const now = { ...before, dials: change(before.dials) };
      return { settings, behind: { ...behind, [route]: now } };
    });
  };
  let all: readonly string[] = [];
  await lead((dials) => {
    all = dials;
    const others = dials.filter((one) => !one.startsWith(dial));
    return others.length > 0 ? others : dials;
  });
  try {
    await stopContainer(docker, id);
    await startContainer(docker, id);
    await awaitReady(docker, component, [id], readinessOf(await docker.getContainer(id).inspect()));
  } finally {
    await lead(() => all);
  }
}
