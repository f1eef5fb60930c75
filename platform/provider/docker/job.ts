/**
 * A Job: a container that runs once for each key, which follows from the program, its command, its
 * variables and the data that it binds.
 */
import { setTimeout as sleep } from "node:timers/promises";

import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import { type Shape } from "../../targets/docker/container.ts";
import { type Found, listContainers, removeContainer, startContainer, stopContainer } from "../../targets/docker/containers.ts";
import { createFrom } from "../../targets/docker/create.ts";
import { label } from "../../targets/docker/names.ts";
import { failure } from "../../targets/docker/readiness.ts";
import { digestOf, type Kept, openState } from "../../targets/docker/state.ts";
import type { Inputs } from "../handler.ts";
import type { DockerHandler } from "./docker-handler.ts";

interface JobInputs {
  environment: string;
  unit: string;
  shape: Shape;
  digest: string;
  data: readonly string[];
  timeoutSeconds: number;
  retries: number;
  graceSeconds: number;
  name: string;
}

export const job: DockerHandler = {
  async apply(docker, name, inputs) {
    const wanted = read(inputs);
    const kept = openState(docker, wanted.environment);
    const key = await keyOf(kept, wanted);
    if (await isDone(kept, wanted, key)) return { key };
    const runner: Runner = { docker, wanted, key };
    const outlived = await findOutlived(runner);
    for (let attempt = 0; ; attempt++) {
      const id = attempt === 0 && outlived ? outlived : await start(runner);
      const exitCode = await awaitEnd(runner, id);
      if (exitCode === 0) break;
      if (attempt < wanted.retries) {
        await sleep(Math.min(1000 * 2 ** attempt, 60_000));
        continue;
      }
      const reason =
        exitCode === "late"
          ? `it took longer than ${wanted.timeoutSeconds} seconds`
          : `it exited with code ${exitCode}`;
      throw await failure("job_failed", docker, id, `the job ${name} failed: ${reason}`);
    }
    await kept.write(`jobs/${wanted.unit}`, key);
    return { key };
  },

  async observe(docker, _name, state) {
    const wanted = read(state);
    const kept = openState(docker, wanted.environment);
    return (await isDone(kept, wanted, String(state["key"]))) ? undefined : "it has not run";
  },

  async remove(docker, _name, state) {
    const { environment, unit, graceSeconds } = read(state);
    for (const { id } of await listContainers(docker, environment, unit)) {
      await stopContainer(docker, id, graceSeconds);
      await removeContainer(docker, id);
    }
    await openState(docker, environment).write(`jobs/${unit}`, "");
  },
};

interface Runner {
  docker: Docker;
  wanted: JobInputs;
  key: string;
}

function keyOf(kept: Kept, { shape, digest, data }: JobInputs): Promise<string> {
  const { entrypoints, command, envs, workingDir } = shape;
  const files = shape.labels.find((one) => (one as { label: string }).label === label.files);
  return digestOf(kept, { entrypoints, command, envs, files, workingDir, digest, data });
}

async function isDone(kept: Kept, { unit }: JobInputs, key: string): Promise<boolean> {
  return (await kept.read(`jobs/${unit}`)) === key;
}

/** A run that outlived the engine which started it: it goes on, or went well. */
async function findOutlived({ docker, wanted, key }: Runner): Promise<string | undefined> {
  const found = await listContainers(docker, wanted.environment, wanted.unit);
  const same = found.find(({ labels }) => labels[label.key] === key);
  if (!same || same.running) return same?.id;
  const { State } = await docker.getContainer(same.id).inspect();
  return State.Status === "exited" && State.ExitCode === 0 ? same.id : undefined;
}

/** Its container stays when it has ended, for its log. */
async function start({ docker, wanted, key }: Runner): Promise<string> {
  const { environment, unit, shape, name } = wanted;
  const earlier: Found[] = await listContainers(docker, environment, unit);
  for (const { id } of earlier) await removeContainer(docker, id);
  const labels = [...shape.labels, { label: label.key, value: key }];
  const id = await createFrom(docker, { ...shape, labels, name });
  try {
    await startContainer(docker, id);
  } catch (error) {
    const { json, message } = error as Error & { json?: { message?: string } };
    const reason = json?.message ?? message;
    throw new PlatformError("job_failed", `the job ${unit} cannot be started: ${reason}`, { cause: error });
  }
  return id;
}

async function awaitEnd({ docker, wanted }: Runner, id: string): Promise<number | "late"> {
  const container = docker.getContainer(id);
  const ended = new AbortController();
  const limit = sleep(wanted.timeoutSeconds * 1000, "late" as const, { signal: ended.signal });
  limit.catch(() => undefined);
  const result = await Promise.race([
    container.wait() as Promise<{ StatusCode: number }>,
    limit,
  ]).finally(() => ended.abort());
  if (result !== "late") return result.StatusCode;
  await stopContainer(docker, id, wanted.graceSeconds);
  return "late";
}

function read(inputs: Inputs): JobInputs {
  return inputs as unknown as JobInputs;
}
