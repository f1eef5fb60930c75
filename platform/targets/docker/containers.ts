/** Containers of an environment, as their labels tell them apart. */
import type Docker from "dockerode";

import { find, statusOf } from "./daemon.ts";
import { textOf } from "./frames.ts";
import { type Kind, label } from "./names.ts";

export interface Found {
  id: string;
  name: string;
  component: string;
  unit: string;
  kind: Kind;
  replica: number;
  generation: string;
  labels: Readonly<Record<string, string>>;
  running: boolean;
  createdAt: number;
}

/** Running or not, the oldest first. */
export async function listContainers(
  docker: Docker,
  environment: string,
  unit?: string,
): Promise<Found[]> {
  const wanted = [
    `${label.environment}=${environment}`,
    ...(unit === undefined ? [] : [`${label.unit}=${unit}`]),
  ];
  const all = await docker.listContainers({ all: true, filters: { label: wanted } });
  return all.map(describe).sort((a, b) => a.createdAt - b.createdAt || a.replica - b.replica);
}

function describe({ Id, Names, Labels, State, Created }: Docker.ContainerInfo): Found {
  return {
    id: Id,
    name: Names[0]?.replace(/^\//, "") ?? Id,
    component: Labels[label.component] ?? "",
    unit: Labels[label.unit] ?? "",
    kind: (Labels[label.kind] ?? "workload") as Kind,
    replica: Number(Labels[label.replica] ?? 1),
    generation: Labels[label.generation] ?? "",
    labels: Labels,
    running: State === "running" || State === "restarting",
    createdAt: Created,
  };
}

/** Asks it to end, and kills it when its grace, or the one it was made with, has passed. */
export async function stopContainer(
  docker: Docker,
  id: string,
  graceSeconds?: number,
): Promise<void> {
  try {
    const grace = graceSeconds === undefined ? {} : { t: Math.ceil(graceSeconds) };
    await find(docker.getContainer(id).stop(grace));
  } catch (error) {
    if (statusOf(error) !== 304) throw error; // it has ended already
  }
}

export async function startContainer(docker: Docker, id: string): Promise<void> {
  try {
    await docker.getContainer(id).start();
  } catch (error) {
    if (statusOf(error) !== 304) throw error; // it runs already
  }
}

export async function removeContainer(docker: Docker, id: string): Promise<void> {
  try {
    await find(docker.getContainer(id).remove({ force: true, v: true }));
  } catch (error) {
    if (statusOf(error) !== 409) throw error; // somebody else is removing it
  }
}

/** The end of what it wrote. */
export async function readLastLines(docker: Docker, id: string, tail: number): Promise<string[]> {
  const options = { stdout: true, stderr: true, tail, follow: false } as const;
  const raw = await find(docker.getContainer(id).logs(options));
  return textOf(raw ?? Buffer.alloc(0)).split("\n").filter((line) => line !== "");
}
