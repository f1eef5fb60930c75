/** Circles: components that would wait for each other for ever. */
import type { Fault } from "./faults.ts";
import type { Model } from "./model.ts";
import { findNode, spanAt } from "./node.ts";
import { type Edge, findOrder, isImage } from "./order.ts";
import { locateParts, spanOfPart } from "./reference-span.ts";
import type { Span } from "./source.ts";
import type { Use } from "./uses.ts";

export function checkOrder(model: Model): void {
  const { components = {}, envGroups } = model.value;
  const { cycles } = findOrder({ components, envGroups, kinds: model.catalogue.kinds });
  for (const cycle of cycles) model.faults.push(describeCycle(cycle, model));
}

function describeCycle(cycle: readonly Edge[], model: Model): Fault {
  const told = cycle.filter((edge) => edge.use ?? edge.pointer);
  const names = told.map((edge) => edge.from).filter((name) => !isImage(name));
  const [first] = told;
  const last = told.at(-1);
  const quoted = names.map((name) => `"${name}"`);
  const all =
    quoted.length > 6
      ? `${quoted.length} components`
      : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
  const message =
    names.length === 1
      ? `${quoted[0]} waits for itself`
      : `${all} wait for each other: ${describeWay(names)}`;
  return {
    code: "cycle",
    message,
    span: spanOfEdge(first, model),
    help: helpFor(told),
    ...(last && last !== first
      ? { related: { message: describeEdge(last), span: spanOfEdge(last, model) } }
      : {}),
  };
}

function describeWay(names: readonly string[]): string {
  const shown = names.length > 12 ? [...names.slice(0, 10), "…", names.at(-1)] : names;
  return [...shown, names[0]].join(" → ");
}

function describeEdge({ from, to, use, pointer }: Edge): string {
  if (use) return `"${from}" uses "${use.component}" here`;
  return isImage(to)
    ? `"${from}" waits for the Jobs of its image`
    : `"${from}" waits for "${pointer ? to : ""}" here`;
}

function helpFor(edges: readonly Edge[]): string {
  const address = edges.find(
    ({ use }) =>
      use && ["url", "host", "port"].includes(use.output) && use.pointer[0] !== undefined,
  );
  return address
    ? "hint: remove one of the references; ${name.publicUrl} of a Service is known before anything runs, and waits for nothing"
    : "hint: remove one of the two";
}

function spanOfEdge(edge: Edge | undefined, { root }: Model): Span {
  if (edge?.use) return spanOfUse(edge.use, root);
  return edge?.pointer ? spanAt(root, edge.pointer) : root.span;
}

/** Where a reference stands: the whole `name.output`. */
export function spanOfUse(use: Use, root: Model["root"]): Span {
  const { node } = findNode(root, use.pointer);
  if (node.type !== "scalar") return node.span;
  const part = locateParts(node).find(
    (one) =>
      one.type === "reference" && one.component === use.component && one.output === use.output,
  );
  return part ? spanOfPart(node, part, "inside") : node.span;
}
