/** What the daemon says of a container, in the words of its inputs. */
import type Docker from "dockerode";

import { isRecord } from "../compare.ts";
import type { Props } from "../plugin.ts";
import { formatDuration } from "./durations.ts";
import { asAsked } from "./handler.ts";

const megabyte = 1024 * 1024;

/** Of what was configured, the values that the daemon has. */
export function readInputs(found: Docker.ContainerInspectInfo, inputs: Props): Props {
  const asked = asAsked(inputs, readBack(found, inputs));
  if (!found.State.Running && inputs["mustRun"] !== false) asked["mustRun"] = false;
  return asked;
}

/** What the official plugin reads back, whether or not it was configured: see statements.ts. */
export function readBack(found: Docker.ContainerInspectInfo, inputs: Props): Props {
  const { Config: config, HostConfig: host, State: state } = found;
  return {
    ...program(config as Config),
    ...permissions(host),
    ...limits(host),
    name: found.Name.replace(/^\//, ""),
    image: String(inputs["image"]).startsWith("sha256:") ? found.Image : config.Image,
    rm: host.AutoRemove,
    init: host.Init,
    mounts: host.Mounts?.map(mount),
    tmpfs: host.Tmpfs,
    networkMode: host.NetworkMode,
    ...(inputs["logOpts"] !== undefined && { logOpts: host.LogConfig?.Config }),
    ...(inputs["ports"] !== undefined && state.Running && { ports: ports(found) }),
  };
}

type Config = Docker.ContainerInspectInfo["Config"] & { StopSignal?: string; StopTimeout?: number };

function program(config: Config): Props {
  return {
    command: config.Cmd,
    entrypoints: config.Entrypoint,
    user: config.User,
    workingDir: config.WorkingDir,
    hostname: config.Hostname,
    stopSignal: config.StopSignal,
    stopTimeout: config.StopTimeout,
    healthcheck: healthcheck(config.Healthcheck),
  };
}

function permissions(host: Docker.HostConfig): Props {
  return {
    restart: host.RestartPolicy?.Name,
    maxRetryCount: host.RestartPolicy?.MaximumRetryCount,
    readOnly: host.ReadonlyRootfs,
    securityOpts: host.SecurityOpt,
    ...((host.CapAdd?.length || host.CapDrop?.length) && {
      capabilities: { adds: host.CapAdd ?? [], drops: host.CapDrop ?? [] },
    }),
    sysctls: host.Sysctls,
    logDriver: host.LogConfig?.Type,
  };
}

function limits(host: Docker.HostConfig): Props {
  const swap = host.MemorySwap ?? 0;
  return {
    memory: (host.Memory ?? 0) / megabyte,
    memoryReservation: (host.MemoryReservation ?? 0) / megabyte,
    memorySwap: swap > 0 ? swap / megabyte : swap,
    shmSize: (host.ShmSize ?? 0) / megabyte,
    ...(host.NanoCpus && { cpus: formatNanoCpus(host.NanoCpus) }),
    cpuShares: host.CpuShares,
    cpuSet: host.CpusetCpus,
  };
}

/** `nanoInt64ToDecimalString` of helpers:133, with its faults. */
export function formatNanoCpus(nanos: number): string {
  if (nanos === 0) return "0";
  const whole = `${Math.floor(nanos / 1e9)}.${String(nanos % 1e9).padStart(9, "0")}`;
  if ([...whole].filter((digit) => digit === "0").length === 9) return (nanos / 1e9).toFixed(1);
  return whole.replace(/0+$/, "");
}

export function outputsOf(found: Docker.ContainerInspectInfo): Props {
  return {
    bridge: "",
    exitCode: found.State.Running ? undefined : found.State.ExitCode,
    networkDatas: Object.entries(found.NetworkSettings.Networks ?? {}).map(([name, data]) => ({
      networkName: name,
      ipAddress: data.IPAddress,
      gateway: data.Gateway,
      macAddress: data.MacAddress,
    })),
  };
}

function healthcheck(config: Docker.HealthConfig | undefined): Props | undefined {
  if (!config) return undefined;
  return {
    tests: config.Test,
    interval: formatDuration(config.Interval),
    timeout: formatDuration(config.Timeout),
    startPeriod: formatDuration(config.StartPeriod),
    startInterval: "0s",
    retries: config.Retries,
  };
}

function mount(live: Docker.MountSettings): Props {
  return {
    type: live.Type,
    target: live.Target,
    source: live.Source,
    readOnly: live.ReadOnly,
    bindOptions: lowered(live.BindOptions),
    volumeOptions: lowered(live.VolumeOptions),
    tmpfsOptions: lowered(live.TmpfsOptions),
  };
}

function lowered(options: unknown): Props | undefined {
  if (!isRecord(options)) return undefined;
  const entries = Object.entries(options);
  const lower = (key: string) => key[0]!.toLowerCase() + key.slice(1);
  return Object.fromEntries(entries.map(([key, value]) => [lower(key), value]));
}

function ports(found: Docker.ContainerInspectInfo): Props[] {
  return Object.entries(found.NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) => {
    const [internal, protocol] = key.split("/");
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      internal: Number(internal),
      external: Number(HostPort),
      ip: HostIp,
      protocol,
    }));
  });
}
