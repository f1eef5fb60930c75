/** A container of the daemon: made, connected, filled, started, and waited for. */
import { setTimeout as sleep } from "node:timers/promises";

import type Docker from "dockerode";

import { type Made, NotReady, type Props } from "../plugin.ts";
import { outputsOf, readBack, readInputs } from "./container-facts.ts";
import { containerOptions, limits } from "./container-options.ts";
import { explain, type Handler, unlessMissing } from "./handler.ts";
import { findImage } from "./images.ts";
import { updated } from "./statements.ts";
import { upload } from "./upload.ts";

export const container: Handler = {
  itemDefaults: { ports: { protocol: "tcp", ip: "0.0.0.0" } },
  computed: ["bridge", "exitCode", "networkDatas", "containerLogs"],

  async create(docker, inputs) {
    await findImage(docker, String(inputs["image"])).catch((error: Error) => {
      throw new Error(`Unable to create container with image ${String(inputs["image"])}: ${error.message}`);
    });
    await refuseVolumeOptions(docker, inputs);
    const made = await docker.createContainer(containerOptions(inputs)).catch((error: unknown) => {
      throw new Error(explain("Unable to create container", error));
    });
    try {
      await connect(docker, made.id, inputs);
      await upload(made, (inputs["uploads"] ?? []) as never[]);
      await start(made, inputs);
    } catch (error) {
      const message = explain("the container was made, but does not run as asked", error);
      throw new NotReady(message, await stateOf(made, inputs));
    }
    return await stateOf(made, inputs);
  },

  async update(docker, id, inputs, before) {
    const found = docker.getContainer(id);
    if (before["mustRun"] === false && inputs["mustRun"] !== false && inputs["start"] !== false) {
      await found.start().catch(unlessAlready);
    }
    if (updated.some((name) => before[name] !== inputs[name])) {
      const { NanoCpus: _, ShmSize: __, ...resources } = limits(inputs);
      const { RestartPolicy } = containerOptions(inputs).HostConfig!;
      await found.update({ ...resources, RestartPolicy }).catch((error: unknown) => {
        throw new Error(explain("Unable to update a container", error));
      });
    }
    return await stateOf(found, inputs);
  },

  async read(docker, id, inputs) {
    const found = await unlessMissing(docker.getContainer(id).inspect());
    if (!found) return undefined;
    const asked = readInputs(found, inputs);
    const outputs = { ...readBack(found, inputs), ...asked, ...outputsOf(found) };
    return { inputs: asked, outputs };
  },

  async remove(docker, id, state) {
    const found = docker.getContainer(id);
    if (state["attach"] !== true) {
      // without a grace it is killed at once
      const t = (state["destroyGraceSeconds"] ?? 0) as number;
      await unlessMissing(found.stop({ t }).catch(unlessAlready));
    }
    await unlessMissing(found.remove({ v: state["removeVolumes"] !== false, force: true }));
    while (await unlessMissing(found.inspect())) await sleep(50);
  },
};

/** container_funcs:224 looks at the API for any option of a volume. */
async function refuseVolumeOptions(docker: Docker, inputs: Props): Promise<void> {
  const mounts = (inputs["mounts"] ?? []) as Props[];
  if (!mounts.some(({ volumeOptions }) => volumeOptions)) return;
  const [major, minor] = (await docker.version()).ApiVersion.split(".").map(Number);
  if (major! > 1 || minor! >= 45) return;
  throw new Error("Setting VolumeOptions.Subpath requires docker version 1.45 or higher");
}

async function connect(docker: Docker, id: string, inputs: Props): Promise<void> {
  const networks = (inputs["networksAdvanced"] ?? []) as (Props & { name: string })[];
  if (networks.length === 0) return;
  await docker
    .getNetwork("bridge")
    .disconnect({ Container: id })
    .catch(() => undefined); // it is not connected when another mode is asked for
  for (const { name, aliases, ipv4Address } of networks) {
    await docker.getNetwork(name).connect({
      Container: id,
      EndpointConfig: {
        Aliases: aliases,
        ...(ipv4Address !== undefined && { IPAMConfig: { IPv4Address: ipv4Address } }),
      },
    } as never);
  }
}

async function start(made: Docker.Container, inputs: Props): Promise<void> {
  if (inputs["start"] === false) return;
  await made.start();
  if (inputs["wait"] === true) await awaitHealth(made, (inputs["waitTimeout"] ?? 60) as number);
  if (inputs["attach"] === true) await made.wait();
}

async function awaitHealth(made: Docker.Container, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const { State: state } = await made.inspect();
    if (!state.Health) throw new Error("'wait' was asked for, but there is no healthcheck");
    if (state.Health.Status === "healthy") return;
    await sleep(250);
  }
  throw new Error("container failed to be in healthy state");
}

async function stateOf(made: Docker.Container, inputs: Props): Promise<Made> {
  const found = await made.inspect();
  const logs = inputs["logs"] === true && inputs["attach"] === true;
  return {
    id: found.Id,
    state: {
      ...inputs,
      ...readBack(found, inputs),
      ...outputsOf(found),
      ...(logs && { containerLogs: await readLogs(made) }),
    },
  };
}

/** The daemon puts eight bytes before each piece, the last four of which are its length. */
async function readLogs(made: Docker.Container): Promise<string> {
  const framed = await made.logs({ stdout: true, stderr: true });
  const pieces: string[] = [];
  for (let at = 0; at + 8 <= framed.length;) {
    const end = at + 8 + framed.readUInt32BE(at + 4);
    pieces.push(framed.toString("utf8", at + 8, end));
    at = end;
  }
  return pieces.join("");
}

/** Started or stopped already. */
function unlessAlready(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}
