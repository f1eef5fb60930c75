/**
 * What a program's variables and words become: references turned to bindings, with the order,
 * mounts and secrecy that follow.
 */
import { parseSeconds } from "../spec/duration.ts";
import { parseText } from "../spec/references.ts";
import type { Read } from "../spec/schema.ts";
import { parseSize } from "../spec/size.ts";
import type { Program, Run, Workload } from "../targets/primitives.ts";
import type { Binding, Mount, Peer, Ref } from "../targets/values.ts";
import type { Outputs } from "./component.ts";
import type { ProgramSpec, standingFields } from "./program.ts";
import { joinText } from "./text.ts";

export interface Surroundings {
  environment: {
    readonly envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly labels: Readonly<Record<string, string>>;
  };
  outputs: ReadonlyMap<string, Outputs>;
  image(name: string): Program;
  /** A volume that programs name, and whether others name it too. */
  volume(name: string): { unit: string; shared: boolean };
  /** Units that must be done before it starts. */
  waits(spec: ProgramSpec): readonly string[];
}

export function makeRunner(around: Surroundings): (spec: ProgramSpec) => Run {
  return (spec) => {
    const env: Record<string, Binding> = {};
    const used: Binding[] = [];
    const bind = (text: string): Binding => bindText(text, around.outputs, used);
    for (const [name, text] of Object.entries(variablesOf(spec, around))) env[name] = bind(text);
    const command = (spec.command ?? []).map((word) => bind(word).value);
    const peers = listPeers(used);
    const limits = { cpu: spec.cpu, memoryBytes: parseSize(spec.memory) };
    return {
      program: around.image(spec.image),
      command,
      env,
      secretsAs: spec.secretsAs,
      mounts: [...listMounts(used), ...listVolumes(spec, around)],
      peers,
      egress: used.some(({ external }) => external) ? "internet" : spec.egress,
      data: listData(used),
      needs: [...new Set([...around.waits(spec), ...peers.map(({ unit }) => unit)])],
      limits,
      requests: {
        cpu: spec.requests.cpu ?? limits.cpu,
        memoryBytes: parseSize(spec.requests.memory ?? spec.memory),
      },
      user: spec.user,
      readOnlyRoot: spec.readOnlyRoot,
      stop: { signal: spec.stop.signal, graceSeconds: parseSeconds(spec.stop.grace) },
      labels: { ...around.environment.labels, ...spec.labels },
      ...(spec.containerName === undefined ? {} : { containerName: spec.containerName }),
    };
  };
}

/** Fields of programs that run all the time. */
export function standing(
  { replicas, scale, update, workers, threads }: Standing,
  { mounts, env }: Run,
): Pick<Workload, "replicas" | "scale" | "update" | "env"> {
  const alone = mounts.some(({ shared, readOnly }) => !shared && !readOnly);
  const told = { WEB_CONCURRENCY: workers, UV_THREADPOOL_SIZE: threads };
  const given = Object.entries(told).filter(([, value]) => value !== undefined);
  const more = given.map(([name, value]) => [name, { value: String(value), secret: false }]);
  return {
    replicas,
    ...(scale && { scale }),
    update: update ?? (alone ? "recreate" : "rolling"),
    env: { ...(Object.fromEntries(more) as Run["env"]), ...env },
  };
}

type Standing = Read<{ properties: typeof standingFields }>;

/** Later groups win over earlier ones, and its own over all. */
function variablesOf(spec: ProgramSpec, { environment }: Surroundings): Record<string, string> {
  const groups = spec.envFrom.map((group) => environment.envGroups[group] ?? {});
  return Object.assign({}, ...groups, spec.env) as Record<string, string>;
}

/** Everything that a text refers to is added to `used`. */
export function bindText(
  text: string,
  outputs: ReadonlyMap<string, Outputs>,
  used: Binding[] = [],
): Binding {
  const bindings = parseText(text).map((part): Binding => {
    if (part.type === "words") return { value: part.text, secret: false };
    const found =
      part.type === "reference" ? outputs.get(part.component)?.[part.output] : undefined;
    if (!found) throw new Error(`the check let ${part.written} pass`);
    used.push(found);
    return found;
  });
  const [only] = bindings;
  return bindings.length === 1 && only ? only : combine(bindings);
}

function combine(bindings: readonly Binding[]): Binding {
  const first = <K extends keyof Binding>(key: K): Partial<Pick<Binding, K>> => {
    const holder = bindings.find((binding) => binding[key] !== undefined);
    return holder ? ({ [key]: holder[key] } as Partial<Pick<Binding, K>>) : {};
  };
  return {
    value: joinText(...bindings.map(({ value }) => value)),
    secret: bindings.some(({ secret }) => secret),
    ...first("peer"),
    ...first("mount"),
    ...first("external"),
  };
}

function listMounts(used: readonly Binding[]): Mount[] {
  const mounts = used.flatMap(({ mount }) => mount ?? []);
  return [...new Map(mounts.map((mount) => [`${mount.volume} ${mount.path}`, mount])).values()];
}

function listVolumes({ volumes }: ProgramSpec, { volume }: Surroundings): Mount[] {
  return Object.entries(volumes).map(([name, { path, readOnly }]) => {
    const { unit, shared } = volume(name);
    return { volume: unit, path, readOnly, shared };
  });
}

function listPeers(used: readonly Binding[]): Peer[] {
  const peers = used.flatMap(({ peer }) => peer ?? []);
  return [...new Map(peers.map((peer) => [`${peer.unit} ${peer.port}`, peer])).values()];
}

function listData(used: readonly Binding[]): Ref[] {
  return [...new Map(used.flatMap(({ data }) => (data ? [[data.$ref, data]] : []))).values()];
}
