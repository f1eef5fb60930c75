/** What every container of this target has in common, as Docker's plug-in takes it. Pure. */
import { posix } from "node:path";

import type { ProbeTimes, Resources, Run } from "../primitives.ts";
import type { Context } from "../target.ts";
import { type Content, contentOf, type Mount, type Text } from "../values.ts";
import { networkName, ref } from "./declare.ts";
import { hostName, type Kind, listLabels } from "./names.ts";
import { type Prepared, withFiles } from "./private-files.ts";

/** What of a container is the same in all of a unit's. */
export type Shape = Readonly<Record<string, unknown>> & { labels: object[]; mounts: object[] };

export interface Wish {
  unit: string;
  kind: Kind;
  image: Text;
  command: readonly Text[];
  user: number;
  limits: Resources;
  requests?: Resources;
  readOnlyRoot?: boolean;
  stop: { signal: string; graceSeconds: number };
  labels: Readonly<Record<string, string>>;
  /** By the container's own words. */
  healthcheck?: Healthcheck;
  rest?: Readonly<Record<string, unknown>>;
}

export interface Healthcheck extends ProbeTimes {
  tests: readonly string[];
}

const megabyte = 1024 * 1024;
/** Where files lie that nobody else may read. */
const secretsFolder = "/run/secrets";

export function shapeContainer(wish: Wish, context: Context): Shape {
  const { limits, requests = limits, user, command, stop } = wish;
  const memory = Math.max(6, Math.floor(limits.memoryBytes / megabyte));
  const [program, ...words] = command;
  return {
    image: wish.image,
    ...(program !== undefined && { entrypoints: [program] }),
    ...(words.length > 0 && { command: words }),
    user: `${user}:${user}`,
    readOnly: wish.readOnlyRoot ?? true,
    tmpfs: { "/tmp": "rw,nosuid,nodev,mode=1777" },
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    init: true,
    memory,
    memorySwap: memory, // none: left out, the daemon sets it, and that reads as a change
    memoryReservation: Math.min(memory, Math.floor(requests.memoryBytes / megabyte)),
    cpus: String(limits.cpu),
    cpuShares: Math.max(2, Math.round(requests.cpu * 1024)),
    restart: "unless-stopped",
    // our own resources start it, wait for it, and say why it does not become ready
    mustRun: false,
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    stopSignal: stop.signal,
    stopTimeout: Math.ceil(stop.graceSeconds),
    healthcheck: describeHealthcheck(wish.healthcheck),
    networksAdvanced: [{ name: ref(networkName, "name"), aliases: [] }],
    labels: listLabels(context, wish.unit, wish.kind, wish.labels),
    mounts: [],
    ...wish.rest,
  };
}

/**
 * An image may bring a check that is another program's. The daemon fills in its times where there
 * are none, which reads as a change.
 */
const noHealthcheck = {
  tests: ["NONE"],
  interval: "30s",
  timeout: "5s",
  retries: 3,
  startPeriod: "1m0s",
};

/** Times as Go writes them: the plug-in reads them back so. */
function describeHealthcheck(healthcheck: Healthcheck | undefined): object {
  if (!healthcheck) return noHealthcheck;
  const { tests, intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } = healthcheck;
  return {
    tests,
    interval: goDuration(intervalSeconds),
    timeout: goDuration(timeoutSeconds),
    retries,
    startPeriod: goDuration(startPeriodSeconds),
  };
}

/** As Go prints a duration: `1m30s`. */
export function goDuration(seconds: number): string {
  if (seconds < 1) return seconds === 0 ? "0s" : `${Math.round(seconds * 1000)}ms`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${+(seconds % 60).toFixed(3)}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** Variables, and the files that those which are secret come in, by name. */
function describeVariables(
  { env, secretsAs }: Pick<Run, "env" | "secretsAs">,
  own: Readonly<Record<string, Text>> = {},
): { envs: Text[]; files: Record<string, Content> } {
  const envs = Object.entries(own).map(([name, value]) => joined(`${name}=`, value));
  const files: Record<string, Content> = {};
  for (const [name, binding] of Object.entries(env)) {
    const { value, secret } = binding;
    if (secret && secretsAs === "file") {
      files[name] = contentOf(binding);
      envs.push(`${name}_FILE=${secretsFolder}/${name}`);
    } else envs.push(joined(`${name}=`, value));
  }
  return { envs, files };
}

function joined(start: string, value: Text): Text {
  if (typeof value === "string") return start + value;
  return { $join: [start, ...("$join" in value ? value.$join : [value])] };
}

/** Where a volume is found by whoever was told of it by reference. */
export function volumePath(volume: string): string {
  return `/var/lib/andamio/${volume}`;
}

/** Kept data, where a program looks for it. */
export function describeMounts(
  mounts: readonly Mount[],
  workdir: string,
  environment: string,
): object[] {
  return mounts.flatMap(({ volume, path, readOnly = false, shared }) => {
    const own = posix.resolve(workdir, path);
    // who was told of it by reference was told that place
    const targets = shared === undefined ? [own, volumePath(volume)] : [own];
    return [...new Set(targets)].map((target) => ({
      type: "volume",
      source: hostName(environment, volume),
      target,
      readOnly,
      volumeOptions: { noCopy: true }, // what an image has there is not ours to keep
    }));
  });
}

/** The container of a program of the user's, and what must be there first. */
export function shapeProgram(
  unit: string,
  kind: Kind,
  run: Run,
  context: Context,
  more: {
    variables?: Readonly<Record<string, Text>>;
    probe?: Healthcheck;
    command?: readonly Text[];
  } = {},
): Prepared {
  const { program, mounts, user } = run;
  const { envs, files } = describeVariables(run, more.variables);
  const shape = shapeContainer(
    {
      unit,
      kind,
      image: program.location,
      command: more.command ?? run.command,
      user,
      limits: run.limits,
      requests: run.requests,
      readOnlyRoot: run.readOnlyRoot,
      stop: run.stop,
      labels: run.labels,
      ...(more.probe && { healthcheck: more.probe }),
      rest: {
        envs,
        workingDir: program.workdir,
        mounts: describeMounts(mounts, program.workdir, context.environment),
      },
    },
    context,
  );
  return withFiles(unit, shape, { files, user, folder: secretsFolder }, context);
}
