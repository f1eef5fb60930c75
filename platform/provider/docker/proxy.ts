/** The proxy of an environment: which routes there are, and how they are encrypted. */
import { isDeepStrictEqual } from "node:util";

import { listContainers, removeContainer, stopContainer } from "../../targets/docker/containers.ts";
import { openProxy, proxyUser, readTold, tellProxy } from "../../targets/docker/proxy.ts";
import { certificateFiles, type ProxySettings } from "../../targets/docker/proxy-config.ts";
import { awaitReady } from "../../targets/docker/readiness.ts";
import { openState, readAccepted, writeAccepted } from "../../targets/docker/state.ts";
import { proxyProbe } from "../../targets/docker/surround.ts";
import { readiness } from "../../targets/docker/unit.ts";
import type { FileEntry } from "../../targets/docker/volume-files.ts";
import type { Inputs } from "../handler.ts";
import type { DockerHandler } from "./docker-handler.ts";
import type { UnitInputs } from "./slot.ts";

interface ProxyInputs extends ProxySettings, UnitInputs {
  environment: string;
  containers: readonly string[];
}

const ready = readiness(proxyProbe, proxyProbe);

export const proxy: DockerHandler = {
  async apply(docker, name, inputs) {
    const { environment, unit, containers, graceSeconds } = read(inputs);
    await awaitReady(docker, name, containers, ready);
    const settings = settingsOf(inputs);
    const certificates = certificatesOf(inputs);
    await tellProxy(docker, environment, ({ behind }) => ({ settings, behind }), certificates);
    await writeAccepted(openState(docker, environment), unit, containers);
    const found = await listContainers(docker, environment, unit);
    for (const { id } of found.filter((one) => !containers.includes(one.id))) {
      await stopContainer(docker, id, graceSeconds);
      await removeContainer(docker, id);
    }
    return {};
  },

  async observe(docker, _name, state) {
    const { environment, unit, containers } = read(state);
    const accepted = await readAccepted(openState(docker, environment), unit);
    if (accepted.join() !== containers.join()) return "it was not finished";
    const told = await readTold(docker, environment);
    if (!told) return "it is gone";
    const { State } = await openProxy(docker, environment).inspect();
    if (!State.Running) return "it does not run";
    return isDeepStrictEqual(told.settings, JSON.parse(JSON.stringify(settingsOf(state))))
      ? undefined
      : "it was told something else";
  },

  async remove(docker, _name, state) {
    const { environment, unit, graceSeconds } = read(state);
    const found = await listContainers(docker, environment, unit);
    await Promise.all(found.map(({ id }) => stopContainer(docker, id, graceSeconds)));
  },
};

/** A key lies in a file of its own, and nowhere else. */
function settingsOf(inputs: Inputs): ProxySettings {
  const { routes, tls } = read(inputs);
  if (!tls) return { routes };
  const { key: _key, certificate: _certificate, ...rest } = tls;
  return { routes, tls: rest };
}

function certificatesOf(inputs: Inputs): FileEntry[] {
  const { tls } = read(inputs);
  if (tls?.mode !== "own") return [];
  const files = [
    [certificateFiles.certificate, tls.certificate],
    [certificateFiles.key, tls.key],
  ] as const;
  return [
    { path: "tls/", owner: proxyUser, mode: 0o700 },
    ...files.map(([path, content]) => ({
      path: path.replace("/data/", ""),
      content: String(content),
      owner: proxyUser,
      mode: 0o600,
    })),
  ];
}

function read(inputs: Inputs): ProxyInputs {
  return inputs as unknown as ProxyInputs;
}
