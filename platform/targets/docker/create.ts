/** Makes a container of a shape by the daemon itself, for what runs once. */
import type Docker from "dockerode";

import type { Shape } from "./container.ts";

interface Wanted extends Partial<Omit<Shape, "labels">> {
  name: string;
  labels: readonly { label: string; value: unknown }[] | object[];
}

const megabyte = 1024 * 1024;

/** Gives its ID. It does not run yet. */
export async function createFrom(docker: Docker, wanted: Wanted): Promise<string> {
  const get = <T>(field: string) => (wanted as Record<string, unknown>)[field] as T;
  const made = await docker.createContainer({
    name: wanted.name,
    Image: get<string>("image"),
    Entrypoint: get<string[] | undefined>("entrypoints"),
    Cmd: get<string[] | undefined>("command"),
    Env: get<string[] | undefined>("envs"),
    User: get<string>("user"),
    WorkingDir: get<string>("workingDir"),
    StopSignal: get<string>("stopSignal"),
    StopTimeout: get<number>("stopTimeout"),
    Labels: labelsOf(wanted.labels as { label: string; value: unknown }[]),
    Healthcheck: { Test: ["NONE"] },
    HostConfig: hostOf(wanted),
  });
  return made.id;
}

function labelsOf(labels: readonly { label: string; value: unknown }[]): Record<string, string> {
  return Object.fromEntries(labels.map(({ label, value }) => [label, String(value)]));
}

interface Mount {
  type: "volume";
  source?: string;
  target: string;
  readOnly?: boolean;
  volumeOptions?: { noCopy: boolean };
}

function hostOf(wanted: object): Docker.HostConfig {
  const get = <T>(field: string) => (wanted as Record<string, unknown>)[field] as T;
  const [network] = get<{ name: string }[]>("networksAdvanced");
  return {
    NetworkMode: network!.name,
    ReadonlyRootfs: get<boolean>("readOnly"),
    Tmpfs: get<Record<string, string>>("tmpfs"),
    CapDrop: get<{ drops: string[] }>("capabilities").drops,
    SecurityOpt: get<string[]>("securityOpts"),
    Init: true,
    Memory: get<number>("memory") * megabyte,
    MemorySwap: get<number>("memorySwap") * megabyte,
    NanoCpus: Math.round(Number(get<string>("cpus")) * 1e9),
    LogConfig: { Type: get<string>("logDriver"), Config: get<Record<string, string>>("logOpts") },
    Mounts: get<Mount[]>("mounts").map(({ type, source = "", target, readOnly = false, volumeOptions }) => ({
      Type: type,
      Source: source,
      Target: target,
      ReadOnly: readOnly,
      ...(volumeOptions && { VolumeOptions: { NoCopy: volumeOptions.noCopy } }),
    })) as Docker.MountSettings[],
  };
}
