/** A container's inputs as the daemon takes them. */
import type Docker from "dockerode";

import type { Props } from "../plugin.ts";
import { parseDuration } from "./durations.ts";
import { labelsOf } from "./handler.ts";

const megabyte = 1024 * 1024;

interface Mount {
  type: string;
  target: string;
  source?: string;
  readOnly?: boolean;
  bindOptions?: { propagation?: string };
  volumeOptions?: { noCopy?: boolean };
  tmpfsOptions?: { sizeBytes?: number; mode?: number };
}

export function containerOptions(inputs: Props): Docker.ContainerCreateOptions {
  const get = <T>(name: string) => inputs[name] as T | undefined;
  return {
    name: get("name"),
    Image: get("image"),
    Hostname: get("hostname"),
    Domainname: get("domainname"),
    Env: get("envs"),
    Cmd: get("command"),
    Entrypoint: get("entrypoints"),
    User: get("user"),
    WorkingDir: get("workingDir"),
    Tty: get("tty"),
    OpenStdin: get("stdinOpen"),
    StopSignal: get("stopSignal"),
    StopTimeout: get("stopTimeout"),
    Labels: labelsOf(get("labels")),
    Healthcheck: healthcheck(get("healthcheck")),
    ExposedPorts: Object.fromEntries(ports(inputs).map(({ key }) => [key, {}])),
    HostConfig: { ...hostConfig(inputs), ...limits(inputs) },
  };
}

interface Port {
  internal: number;
  external?: number;
  ip?: string;
  protocol?: string;
}

function ports(inputs: Props) {
  return ((inputs["ports"] ?? []) as Port[]).map(
    ({ internal, external, ip = "0.0.0.0", protocol = "tcp" }) => ({
      key: `${internal}/${protocol}`,
      binding: { HostIp: ip, HostPort: external === undefined ? "" : String(external) },
    }),
  );
}

function hostConfig(inputs: Props): Docker.HostConfig {
  const get = <T>(name: string) => inputs[name] as T | undefined;
  return {
    ...security(inputs),
    ...networking(inputs),
    RestartPolicy: { Name: get("restart") ?? "no", MaximumRetryCount: get("maxRetryCount") ?? 0 },
    AutoRemove: get("rm") ?? false,
    LogConfig: { Type: get("logDriver") ?? "", Config: get("logOpts") ?? {} },
    Tmpfs: get("tmpfs"),
    Binds: binds(inputs),
    Mounts: (get<Mount[]>("mounts") ?? []).map(mount),
    IpcMode: get("ipcMode"),
    Init: get("init") ?? false,
    Runtime: get("runtime"),
  };
}

function security(inputs: Props): Docker.HostConfig {
  const get = <T>(name: string) => inputs[name] as T | undefined;
  const { adds, drops } = get<{ adds?: string[]; drops?: string[] }>("capabilities") ?? {};
  const ulimits = get<{ name: string; soft: number; hard: number }[]>("ulimits");
  return {
    Privileged: get("privileged"),
    ReadonlyRootfs: get("readOnly") ?? false,
    CapAdd: adds,
    CapDrop: drops,
    SecurityOpt: get("securityOpts"),
    PidMode: get("pidMode"),
    UsernsMode: get("usernsMode"),
    Sysctls: get("sysctls"),
    GroupAdd: get("groupAdds"),
    Ulimits: ulimits?.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
  };
}

function networking(inputs: Props): Docker.HostConfig {
  const get = <T>(name: string) => inputs[name] as T | undefined;
  const hosts = get<{ host: string; ip: string }[]>("hosts");
  return {
    NetworkMode: get("networkMode"),
    PublishAllPorts: get("publishAllPorts"),
    PortBindings: bindings(inputs),
    ExtraHosts: hosts?.map(({ host, ip }) => `${host}:${ip}`),
    Dns: get("dns"),
    DnsOptions: get("dnsOpts"),
    DnsSearch: get("dnsSearches"),
  };
}

/** What of a container can be changed while it runs, and what limits it. */
export function limits(inputs: Props): Docker.HostConfig {
  const number = (name: string) => (inputs[name] ?? 0) as number;
  const swap = number("memorySwap");
  return {
    Memory: number("memory") * megabyte,
    MemoryReservation: number("memoryReservation") * megabyte,
    ...(swap !== 0 && { MemorySwap: swap > 0 ? swap * megabyte : swap }),
    ...(inputs["cpus"] !== undefined && { NanoCpus: Math.round(Number(inputs["cpus"]) * 1e9) }),
    CpuShares: number("cpuShares"),
    CpusetCpus: (inputs["cpuSet"] ?? "") as string,
    ...(inputs["shmSize"] !== undefined && { ShmSize: number("shmSize") * megabyte }),
  };
}

function bindings(inputs: Props) {
  const bound: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { key, binding } of ports(inputs)) (bound[key] ??= []).push(binding);
  return bound;
}

interface VolumeInput {
  volumeName?: string;
  hostPath?: string;
  containerPath: string;
  readOnly?: boolean;
}

function binds(inputs: Props): string[] {
  return ((inputs["volumes"] ?? []) as VolumeInput[])
    .filter(({ hostPath, volumeName }) => hostPath ?? volumeName)
    .map(
      ({ hostPath, volumeName, containerPath, readOnly }) =>
        `${hostPath ?? volumeName}:${containerPath}:${readOnly ? "ro" : "rw"}`,
    );
}

function mount({
  type,
  target,
  source = "",
  readOnly = false,
  bindOptions,
  volumeOptions,
  tmpfsOptions,
}: Mount): Docker.MountSettings {
  return {
    Type: type,
    Target: target,
    Source: source,
    ReadOnly: readOnly,
    ...(bindOptions && { BindOptions: { Propagation: bindOptions.propagation } }),
    ...(volumeOptions && { VolumeOptions: { NoCopy: volumeOptions.noCopy ?? false } }),
    ...(tmpfsOptions && {
      TmpfsOptions: { SizeBytes: tmpfsOptions.sizeBytes, Mode: tmpfsOptions.mode },
    }),
  } as Docker.MountSettings;
}

interface Healthcheck {
  tests?: string[];
  interval?: string;
  timeout?: string;
  startPeriod?: string;
  retries?: number;
}

function healthcheck(asked: Healthcheck | undefined): Docker.HealthConfig | undefined {
  if (!asked) return undefined;
  return {
    Test: asked.tests,
    Interval: parseDuration(asked.interval),
    Timeout: parseDuration(asked.timeout),
    StartPeriod: parseDuration(asked.startPeriod),
    Retries: asked.retries,
  };
}
