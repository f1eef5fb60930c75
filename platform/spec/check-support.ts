/**
 * Asks the target for every field that is set: what it cannot do is an error, and what it only
 * comes near to is listed. Nothing is left out.
 */
import type { Values } from "./catalogue.ts";
import { componentsOf, type Model, type Visit } from "./model.ts";
import { findNode, keyAt, type Node } from "./node.ts";
import { own } from "./schema.ts";
import type { Span } from "./source.ts";

/** What was written, and what the target does instead. */
export interface Approximation {
  /** As `api.memory`. */
  field: string;
  instead: string;
  span: Span;
}

export function checkSupport(model: Model): Approximation[] {
  const name = model.value.target;
  const target = own(model.catalogue.targets, name);
  const settings = ({ ...model.value } as Values)[String(name)] as Values | undefined;
  const approximations: Approximation[] = [];
  if (!target) return approximations;
  const ask = (field: string, value: unknown, at: readonly string[]): void => {
    const image = imageOf(model, field, at[0] === "images" ? at[1] : value);
    const answer = target.support(field, value, image, settings);
    if (answer === "honoured") return;
    if ("approximated" in answer) {
      const written = (at[0] === "components" ? at.slice(1) : at).join(".");
      const { span } = findNode(model.root, at).node;
      approximations.push({ field: written, instead: answer.approximated, span });
      return;
    }
    // targets know no names: where they say NAME, that of the image or component is meant
    const hint = answer.hint.replace(/\bNAME\b/g, at[1] ?? "NAME");
    model.faults.push({
      code: "unsupported",
      message: `target ${name} ${answer.unsupported}`,
      span: keyAt(model.root, at),
      help: `hint: ${hint}`,
    });
  };
  refuseForeignSettings(model, name);
  for (const visited of model.visits) {
    if (isAsked(visited)) ask(visited.path, plain(visited.node), visited.pointer);
  }
  for (const [component, spec, traits] of componentsOf(model)) {
    const at = ["components", component, "command"];
    if (traits?.runs && findNode(model.root, at).depth < at.length) {
      ask(`${String(spec.kind)}.command`, undefined, ["components", component]);
    }
  }
  return approximations;
}

function imageOf({ value }: Model, field: string, name: unknown): Values | undefined {
  return /^Image\.|\.image$/.test(field) ? own(value.images, name) : undefined;
}

/** Each target's settings stand in the map of its name. */
function refuseForeignSettings({ root, catalogue, faults }: Model, chosen: unknown): void {
  for (const [name, { settings }] of Object.entries(catalogue.targets)) {
    const entry = root.entries.get(name);
    if (name === chosen || !settings || !entry) continue;
    faults.push({
      code: "unsupported",
      message: `target ${String(chosen)} has no settings "${name}"`,
      span: entry.key,
      help: "hint: remove them here, or in a layer between with null",
    });
  }
}

/** Fields of the file itself have been dealt with when a target is asked. */
const ofTheFile = new Set(["Environment.version", "Environment.extends", "Environment.target"]);

function isAsked({ field, path }: Visit): boolean {
  return field && !ofTheFile.has(path);
}

function plain(node: Node): unknown {
  if (node.type === "scalar") return node.value;
  if (node.type === "list") return node.items.map(plain);
  if (node.type === "hole") return undefined;
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.value)]));
}
