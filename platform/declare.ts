/**
 * Lowers an environment to every resource that its target needs, in an order in which each stands
 * after what it refers to. Pure: no Pulumi.
 */
import { catalogue } from "./catalogue.ts";
import type { AnyComponent, LowerContext, Outputs } from "./components/component.ts";
import { components } from "./components/index.ts";
import { makeRunner } from "./components/run.ts";
import type { Component, Environment } from "./environment.ts";
import { PlatformError } from "./errors.ts";
import { formatPointer } from "./spec/node.ts";
import { findOrder } from "./spec/order.ts";
import { targets } from "./targets/index.ts";
import type { Declaration, Offers, Origin, Primitives, Program, Target } from "./targets/target.ts";

interface Lowering {
  environment: Environment;
  target: Target;
  declarations: Declaration[];
  outputs: Map<string, Outputs>;
  programs: Map<string, Program>;
  jobs: ReadonlyMap<string, readonly string[]>;
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
    declarations: [],
    programs: new Map(),
    jobs: listJobs(environment),
    outputs: new Map([["environment", describeEnvironment(environment)]]),
  };
  // what is known early comes first, so that everything may refer to it
  for (const name of Object.keys(environment.components)) lowerEarly(name, lowering);
  for (const name of findOrder({ ...environment, kinds: catalogue.kinds }).sorted) {
    lower(name, lowering);
  }
  return lowering.declarations;
}

function describeEnvironment({ name, timezone }: Environment): Outputs {
  return { name: { value: name, secret: false }, timezone: { value: timezone, secret: false } };
}

function listJobs({ components: all }: Environment): Map<string, string[]> {
  const jobs = new Map<string, string[]>();
  for (const [name, spec] of Object.entries(all)) {
    if (definitionOf(spec).runs !== "once") continue;
    const image = String(spec.image);
    jobs.set(image, [...(jobs.get(image) ?? []), name]);
  }
  return jobs;
}

function lowerEarly(name: string, lowering: Lowering): void {
  const spec = lowering.environment.components[name] as Component;
  const outputs = definitionOf(spec).early?.(name, spec, makeContext(name, lowering)) ?? {};
  lowering.outputs.set(name, outputs);
}

function lower(name: string, lowering: Lowering): void {
  const spec = lowering.environment.components[name] as Component;
  lowering.outputs.set(name, definitionOf(spec).lower(name, spec, makeContext(name, lowering)));
}

function definitionOf({ kind }: Component): AnyComponent {
  const definition = components[kind];
  if (!definition) throw new PlatformError("component_unknown", `there is no kind "${kind}"`);
  return definition;
}

function makeContext(name: string, lowering: Lowering): LowerContext {
  const { environment, outputs, jobs } = lowering;
  const spec = environment.components[name] as Component;
  const isJob = definitionOf(spec).runs === "once";
  const origin: Origin = { component: name, pointer: formatPointer(["components", name]) };
  return {
    environment,
    early: outputs.get(name) ?? {},
    run: makeRunner({
      environment,
      outputs,
      image: (called) => imageProgram(called, lowering),
      waits: ({ image }) => (isJob ? (spec.after as readonly string[]) : (jobs.get(image) ?? [])),
    }),
    emit: (kind, called, primitive) => emit(kind, called, primitive, origin, lowering),
  };
}

/** Built once, however many components run it. */
function imageProgram(name: string, lowering: Lowering): Program {
  const known = lowering.programs.get(name);
  if (known) return known;
  const image = lowering.environment.images[name];
  if (image?.build === undefined) {
    throw new PlatformError("target_unsupported", `image "${name}" is not built here`);
  }
  const primitive = { context: image.build, steps: image.steps, workdir: image.workdir };
  // it belongs to no component, because several may run it
  const origin: Origin = { component: "", pointer: formatPointer(["images", name]) };
  const { program } = emit("build", `${name}-build`, primitive, origin, lowering);
  lowering.programs.set(name, program);
  return program;
}

function emit<K extends keyof Primitives>(
  kind: K,
  name: string,
  primitive: Primitives[K],
  origin: Origin,
  { environment, target, declarations }: Lowering,
): Offers[K] {
  const { resources, offers } = target.lower[kind](name, primitive, {
    environment: environment.name,
    component: origin.component,
    origin,
  });
  declarations.push(...resources);
  return offers;
}
