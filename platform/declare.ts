/**
 * Lowers an environment to every resource that its target needs, in an order in which each stands
 * after what it refers to. Pure: no Pulumi.
 */
import { catalogue } from "./catalogue.ts";
import type { AnyComponent, LowerContext, Outputs } from "./components/component.ts";
import { components } from "./components/index.ts";
import { bindText, makeRunner } from "./components/run.ts";
import type { Component, Environment } from "./environment.ts";
import { PlatformError } from "./errors.ts";
import { listExposed, readProxied } from "./read-proxied.ts";
import { sortDeclarations } from "./sort-declarations.ts";
import { parseSeconds } from "./spec/duration.ts";
import { formatPointer } from "./spec/node.ts";
import { findOrder } from "./spec/order.ts";
import { listReferences } from "./spec/references.ts";
import { own } from "./spec/schema.ts";
import { parseSize } from "./spec/size.ts";
import { targets } from "./targets/index.ts";
import type { Offers, Primitives, Program } from "./targets/primitives.ts";
import type { Around, Declaration, Emitted, Origin, Target } from "./targets/target.ts";
import type { Text } from "./targets/values.ts";

interface Lowering {
  environment: Environment;
  target: Target;
  around: Around;
  declarations: Declaration[];
  emitted: Emitted[];
  outputs: Map<string, Outputs>;
  /** Components that are done. */
  done: Set<string>;
  programs: Map<string, Program>;
  volumes: ReadonlyMap<string, NamedVolume>;
  /** Those of them that have been emitted. */
  made: Set<string>;
  jobs: ReadonlyMap<string, readonly string[]>;
  /** Components that are reached from outside. */
  exposed: ReadonlySet<string>;
  /** What a component or volume is called on the target: its old name, where it has one. */
  unit(name: string): string;
}

/** A volume that components name: the largest size that one of them asks for. */
interface NamedVolume {
  sizeBytes: number;
  shared: boolean;
  pointer: string;
}

/** Every resource of an environment. */
export function declare(
  environment: Environment,
  known: Readonly<Record<string, Target>> = targets,
): Declaration[] {
  const target = known[environment.target];
  if (!target) {
    throw new PlatformError("target_unsupported", `there is no target "${environment.target}"`);
  }
  const lowering: Lowering = {
    environment,
    target,
    around: startAround(environment),
    declarations: [],
    emitted: [],
    done: new Set(),
    programs: new Map(),
    volumes: listVolumes(environment),
    made: new Set(),
    jobs: listJobs(environment),
    exposed: listExposed(environment),
    unit: (name) => own(environment.moved ?? {}, name) ?? name,
    outputs: new Map([["environment", describeEnvironment(environment)]]),
  };
  // what is known early comes first, so that everything may refer to it
  for (const name of Object.keys(environment.components)) lowerEarly(name, lowering);
  lowerAround(lowering);
  for (const name of findOrder({ ...environment, kinds: catalogue.kinds }).sorted) {
    lower(name, lowering);
  }
  const { around, emitted, declarations } = lowering;
  const more = target.surround?.(around, emitted, declarations) ?? [];
  return sortDeclarations([...declarations, ...more]);
}

function describeEnvironment({ name, timezone }: Environment): Outputs {
  return { name: { value: name, secret: false }, timezone: { value: timezone, secret: false } };
}

/** As written, until the Secrets that it names are known. */
function startAround({ name, labels, timezone, settings, tls }: Environment): Around {
  const known = { name, labels, timezone, settings, registries: {} };
  return tls ? { ...known, tls: { ...tls, hstsSeconds: parseSeconds(tls.hsts) } } : known;
}

/** What all resources share may name Secrets, which need nothing and so can come first. */
function lowerAround({ environment, around, ...lowering }: Lowering): void {
  const { registries, settings, tls } = environment;
  const all = { environment, around, ...lowering };
  const bind = (text: string): Text => {
    for (const { component } of listReferences(text)) {
      if (Object.hasOwn(environment.components, component)) lower(component, all);
    }
    return bindText(text, lowering.outputs).value;
  };
  Object.assign(around, {
    registries: bindAll(registries, bind),
    settings: bindAll(settings, bind),
    ...(tls && { tls: { ...bindAll(tls, bind), hstsSeconds: parseSeconds(tls.hsts) } }),
  });
}

function bindAll(value: object, bind: (text: string) => Text): Record<string, unknown> {
  const bound = (one: unknown): unknown => {
    if (typeof one === "string") return bind(one);
    if (Array.isArray(one)) return one.map(bound);
    return typeof one === "object" && one !== null ? bindAll(one, bind) : one;
  };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bound(one)]));
}

function listJobs({ components: all }: Environment): Map<string, string[]> {
  const jobs = new Map<string, string[]>();
  for (const [name, spec] of Object.entries(all)) {
    if (definitionOf(spec).runs !== "once") continue;
    const image = String(spec.image);
    const known = jobs.get(image);
    if (known) known.push(name);
    else jobs.set(image, [name]);
  }
  return jobs;
}

function lowerEarly(name: string, lowering: Lowering): void {
  const spec = lowering.environment.components[name] as Component;
  const outputs = definitionOf(spec).early?.(
    lowering.unit(name), spec, makeContext(name, lowering),
  ) ?? {};
  lowering.outputs.set(name, outputs);
}

function lower(name: string, lowering: Lowering): void {
  if (lowering.done.has(name)) return;
  lowering.done.add(name);
  const spec = lowering.environment.components[name] as Component;
  const context = makeContext(name, lowering);
  lowering.outputs.set(name, definitionOf(spec).lower(lowering.unit(name), spec, context));
}

function definitionOf({ kind }: Component): AnyComponent {
  const definition = components[kind];
  if (!definition) throw new PlatformError("component_unknown", `there is no kind "${kind}"`);
  return definition;
}

function makeContext(name: string, lowering: Lowering): LowerContext {
  const { environment, outputs, jobs, declarations } = lowering;
  const spec = environment.components[name] as Component;
  const isJob = definitionOf(spec).runs === "once";
  const origin: Origin = { component: name, pointer: formatPointer(["components", name]) };
  const image = (called: string): Program => imageProgram(called, lowering);
  return {
    environment,
    isBinary: environment.binary.includes(name),
    early: outputs.get(name) ?? {},
    image,
    run: makeRunner({
      environment,
      outputs,
      image,
      volume: (called) => namedVolume(called, lowering),
      waits: ({ image }) =>
        (isJob ? (spec.after as readonly string[]) : (jobs.get(image) ?? [])).map(lowering.unit),
    }),
    proxied: (program) => readProxied(name, program, environment, lowering.exposed),
    bind: (text) => bindText(text, outputs),
    declare: (type, props) => {
      const called = lowering.unit(name);
      const given = { environment: environment.name, component: called, ...props };
      declarations.push({ type, name: called, parent: name, props: given, needs: [], origin });
    },
    emit: (kind, called, primitive) => emit(kind, called, primitive, origin, lowering),
  };
}

/** Built once, however many components run it. */
function imageProgram(name: string, lowering: Lowering): Program {
  const known = lowering.programs.get(name);
  if (known) return known;
  const image = lowering.environment.images[name];
  if (!image) throw new Error(`the check let image ${name} pass`);
  const { build: context, variables: _read, tags = [lowering.environment.name], ...rest } = image;
  const origin: Origin = { component: "", pointer: formatPointer(["images", name]) };
  const primitive = { ...rest, tags, ...(context !== undefined && { context }) };
  const { program } = emit("build", `${name}-build`, primitive, origin, lowering);
  lowering.programs.set(name, program);
  return program;
}

/** Made once, however many components have it; it belongs to none of them. */
function namedVolume(name: string, lowering: Lowering): { unit: string; shared: boolean } {
  const unit = `${lowering.unit(name)}-volume`;
  const { sizeBytes, shared, pointer } = lowering.volumes.get(name)!;
  if (!lowering.made.has(unit)) {
    lowering.made.add(unit);
    emit("volume", unit, { owner: "program", sizeBytes }, { component: "", pointer }, lowering);
  }
  return { unit, shared };
}

function listVolumes({ components: all }: Environment): Map<string, NamedVolume> {
  const volumes = new Map<string, NamedVolume>();
  for (const [component, spec] of Object.entries(all)) {
    const named = (spec.volumes ?? {}) as Readonly<Record<string, { size: string }>>;
    for (const [name, { size }] of Object.entries(named)) {
      const known = volumes.get(name);
      volumes.set(name, {
        sizeBytes: Math.max(parseSize(size), known?.sizeBytes ?? 0),
        shared: known !== undefined,
        pointer: known?.pointer ?? formatPointer(["components", component, "volumes", name]),
      });
    }
  }
  return volumes;
}

function emit<K extends keyof Primitives>(
  kind: K,
  name: string,
  primitive: Primitives[K],
  origin: Origin,
  { environment, target, around, declarations, emitted, unit }: Lowering,
): Offers[K] {
  // the target knows it by its old name, so that a rename touches nothing that runs
  const component = unit(origin.component);
  const context = { environment: environment.name, component, origin, around };
  const { resources, offers } = target.lower[kind](name, primitive, context);
  declarations.push(...resources.map((one) =>
    one.parent === component ? { ...one, parent: origin.component } : one));
  emitted.push({ kind, name, primitive, context } as Emitted);
  return offers;
}
