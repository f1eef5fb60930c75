/**
 * What a program's variables and words become: references turned to bindings, with the order,
 * mounts and secrecy that follow.
 */
import { parseSeconds } from "../spec/duration.ts";
import { parseText } from "../spec/references.ts";
import { parseSize } from "../spec/size.ts";
import type { Binding, Mount, Program, Ref, Run } from "../targets/target.ts";
import type { Outputs, ProgramSpec } from "./component.ts";
import { joinText } from "./text.ts";

export interface Surroundings {
  environment: {
    readonly envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly labels: Readonly<Record<string, string>>;
  };
  outputs: ReadonlyMap<string, Outputs>;
  image(name: string): Program;
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
    const units = used.flatMap(({ peer }) => peer?.unit ?? []);
    return {
      program: around.image(spec.image),
      command,
      env,
      mounts: listMounts(used),
      data: listData(used),
      needs: [...new Set([...around.waits(spec), ...units])],
      limits: { cpu: spec.cpu, memoryBytes: parseSize(spec.memory) },
      stop: { signal: spec.stop.signal, graceSeconds: parseSeconds(spec.stop.grace) },
      labels: { ...around.environment.labels, ...spec.labels },
    };
  };
}

/** Later groups win over earlier ones, and its own over all. */
function variablesOf(spec: ProgramSpec, { environment }: Surroundings): Record<string, string> {
  const groups = spec.envFrom.map((group) => environment.envGroups[group] ?? {});
  return Object.assign({}, ...groups, spec.env) as Record<string, string>;
}

/** Everything that a text refers to is added to `used`. */
function bindText(text: string, outputs: ReadonlyMap<string, Outputs>, used: Binding[]): Binding {
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
  };
}

function listMounts(used: readonly Binding[]): Mount[] {
  const mounts = used.flatMap(({ mount }) => mount ?? []);
  return [...new Map(mounts.map((mount) => [`${mount.volume} ${mount.path}`, mount])).values()];
}

function listData(used: readonly Binding[]): Ref[] {
  return [...new Map(used.flatMap(({ data }) => (data ? [[data.$ref, data]] : []))).values()];
}
