/**
 * What only one component of an environment can have: a port of the host, the name of a container,
 * a role that there is one of.
 */
import type { KindTraits, Values } from "./catalogue.ts";
import { componentsOf, type Model } from "./model.ts";
import { findNode, keyAt, spanAt } from "./node.ts";
import type { Span } from "./source.ts";

export function checkTaken(model: Model): void {
  checkPorts(model);
  checkContainers(model);
  checkSole(model);
}

function checkPorts(model: Model): void {
  const taken = new Map<number, string>();
  for (const [name, spec, traits] of componentsOf(model)) {
    const port = portOf(spec, traits);
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
function portOf(spec: Values, traits: KindTraits | undefined): number | undefined {
  if (typeof spec.publish !== "object" || spec.publish === null) return undefined;
  const port = (spec.publish as Values).port ?? spec.port ?? traits?.port?.(spec);
  return port as number | undefined;
}

function spanOfPort({ root }: Model, name: string): Span {
  const at = ["components", name, "publish", "port"];
  return findNode(root, at).depth === at.length ? spanAt(root, at) : spanAt(root, at.slice(0, 3));
}

function checkContainers(model: Model): void {
  const taken = new Map<string, string>();
  for (const [name, { containerName }] of componentsOf(model)) {
    if (typeof containerName !== "string") continue;
    const first = taken.get(containerName);
    taken.set(containerName, first ?? name);
    if (first === undefined) continue;
    model.faults.push({
      code: "name-taken",
      message: `"${containerName}" is the name of two containers, of "${first}" and of "${name}"`,
      span: spanAt(model.root, ["components", name, "containerName"]),
      help: "hint: give one of them another name",
    });
  }
}

function checkSole(model: Model): void {
  const taken = new Map<string, string>();
  for (const [name, spec, traits] of componentsOf(model)) {
    const sole = traits?.sole?.(spec);
    if (!sole) continue;
    const first = taken.get(sole.what);
    taken.set(sole.what, first ?? name);
    if (first === undefined) continue;
    model.faults.push({
      code: "role-taken",
      message: `"${first}" and "${name}" would both be ${sole.what}`,
      span: keyAt(model.root, ["components", name]),
      related: { message: "the first", span: keyAt(model.root, ["components", first]) },
      help: `hint: ${sole.help}`,
    });
  }
}
