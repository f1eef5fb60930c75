/** What two running processes cannot share: a port of the host, and a SQLite file. */
import type { KindTraits, Values } from "./catalogue.ts";
import { spanOfUse } from "./check-order.ts";
import { componentsOf, type Model } from "./model.ts";
import { findNode, spanAt } from "./node.ts";
import { own } from "./schema.ts";
import type { Span } from "./source.ts";
import { makeUseFinder, type Use } from "./uses.ts";

export function checkProcesses(model: Model): void {
  checkPorts(model);
  checkExclusive(model);
}

function checkPorts(model: Model): void {
  const taken = new Map<number, string>();
  for (const [name, spec] of componentsOf(model)) {
    const port = portOf(spec);
    if (port === undefined) continue;
    const first = taken.get(port);
    taken.set(port, first ?? name);
    if (first === undefined) continue;
    const everywhere = [first, name].some(
      (one) => (model.value.components?.[one]?.publish as Values | undefined)?.address === "all",
    );
    model.faults.push({
      code: "port-taken",
      message: `port ${port} of ${everywhere ? "all addresses" : "127.0.0.1"} is published twice, by "${first}" and "${name}"`,
      span: spanOfPort(model, name),
      related: { message: "the first", span: spanOfPort(model, first) },
      help: "hint: give one of them another port",
    });
  }
}

/** The port of the host that is fixed. */
function portOf(spec: Values): number | undefined {
  if (typeof spec.publish !== "object" || spec.publish === null) return undefined;
  return ((spec.publish as Values).port ?? spec.port) as number | undefined;
}

function spanOfPort({ root }: Model, name: string): Span {
  const at = ["components", name, "publish", "port"];
  return findNode(root, at).depth === at.length ? spanAt(root, at) : spanAt(root, at.slice(0, 3));
}

interface Opener {
  name: string;
  what: string;
  processes: number;
  span: Span;
  /** Where it says that there are several of it. */
  several: Span;
}

function checkExclusive(model: Model): void {
  const findUses = makeUseFinder(model.value.envGroups);
  const openers = new Map<string, Opener[]>();
  for (const [name, spec, traits] of componentsOf(model)) {
    const processes = countProcesses(spec, traits);
    if (processes === 0) continue;
    for (const [component, { use, what }] of exclusiveUses(findUses(name, spec), model)) {
      const span = spanOfOpener(name, use, model);
      const found = { name, what, processes, span, several: spanOfSeveral(name, traits, model) };
      const known = openers.get(component);
      if (known) known.push(found);
      else openers.set(component, [found]);
    }
  }
  for (const [component, found] of openers) refuseShared(component, found, model);
}

function countProcesses(spec: Values, traits: KindTraits | undefined): number {
  if (traits?.runs === "at times") return spec.overlap === "allow" ? 2 : 1;
  return traits?.runs === "always" ? Number(spec.replicas ?? 1) : 0;
}

/** The first use of each component that only one process may open, and what that component is. */
function exclusiveUses(
  uses: readonly Use[],
  model: Model,
): Map<string, { use: Use; what: string }> {
  const found = new Map<string, { use: Use; what: string }>();
  for (const use of uses) {
    const what = exclusiveName(use, model);
    if (what !== undefined && !found.has(use.component)) found.set(use.component, { use, what });
  }
  return found;
}

function exclusiveName(
  { component, output }: Use,
  { value, catalogue }: Model,
): string | undefined {
  const spec = own(value.components ?? {}, component);
  return spec && own(own(catalogue.kinds, spec.kind)?.outputs(spec) ?? {}, output)?.exclusive;
}

/** Where the component takes it: its own reference, or the group that holds one. */
function spanOfOpener(name: string, use: Use, { root }: Model): Span {
  return use.group === undefined
    ? spanOfUse(use, root)
    : spanAt(root, ["components", name, "envFrom", String(use.group)]);
}

function spanOfSeveral(name: string, traits: KindTraits | undefined, { root }: Model): Span {
  return spanAt(root, ["components", name, traits?.runs === "at times" ? "overlap" : "replicas"]);
}

function refuseShared(component: string, openers: readonly Opener[], model: Model): void {
  const [first, second] = openers;
  if (!first || (!second && first.processes < 2)) return;
  const who = second ? `"${first.name}" and "${second.name}"` : `both of "${first.name}"`;
  model.faults.push({
    code: "sqlite-shared",
    message: `${first.what} "${component}" would be opened by two processes, ${who}`,
    span: second ? second.span : first.several,
    help: "hint: one process on SQLite does its own tasks (examples/single.yaml); for more, engine: postgresql",
  });
}
