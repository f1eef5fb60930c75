/** What two running processes cannot share: a SQLite file. */
import type { KindTraits, Values } from "./catalogue.ts";
import { spanOfUse } from "./check-order.ts";
import { componentsOf, type Model } from "./model.ts";
import { spanAt } from "./node.ts";
import { own } from "./schema.ts";
import type { Span } from "./source.ts";
import { makeUseFinder, type Use } from "./uses.ts";

interface Opener {
  name: string;
  what: string;
  processes: number;
  span: Span;
  /** Where it says that there are several of it. */
  several: Span;
}

export function checkProcesses(model: Model): void {
  const findUses = makeUseFinder(model.value.envGroups);
  const openers = new Map<string, Opener[]>();
  for (const [name, spec, traits] of componentsOf(model)) {
    const processes = countProcesses(spec, traits);
    if (processes === 0) continue;
    for (const [component, { use, what }] of exclusiveUses(findUses(name, spec), model)) {
      const span = spanOfOpener(name, use, model);
      const several = spanOfSeveral(name, spec, traits, model);
      const found = { name, what, processes, span, several };
      const known = openers.get(component);
      if (known) known.push(found);
      else openers.set(component, [found]);
    }
  }
  for (const [component, found] of openers) refuseShared(component, found, model);
}

function countProcesses(spec: Values, traits: KindTraits | undefined): number {
  if (traits?.runs === "at times") return spec.overlap === "allow" ? 2 : 1;
  const replicas = traits?.runs === "always" ? Number(spec.replicas ?? 1) : 0;
  // a roll-out has the old one and the new one at once
  return replicas === 1 && spec.update === "rolling" ? 2 : replicas;
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

function spanOfSeveral(
  name: string,
  spec: Values,
  traits: KindTraits | undefined,
  { root }: Model,
): Span {
  const always = Number(spec.replicas ?? 1) > 1 ? "replicas" : "update";
  return spanAt(root, ["components", name, traits?.runs === "at times" ? "overlap" : always]);
}

/** Every process but one is a fault, so that all of them are known at once. */
function refuseShared(component: string, openers: readonly Opener[], model: Model): void {
  const [first, ...others] = openers;
  if (!first) return;
  const refuse = (who: string, span: Span): void => {
    model.faults.push({
      code: "sqlite-shared",
      message: `${first.what} "${component}" would be opened by two processes, ${who}`,
      span,
      help: "hint: one process on SQLite does its own tasks (examples/single.yaml); for more, engine: postgresql",
    });
  };
  if (first.processes > 1) refuse(`both of "${first.name}"`, first.several);
  for (const { name, span } of others) refuse(`"${first.name}" and "${name}"`, span);
}
