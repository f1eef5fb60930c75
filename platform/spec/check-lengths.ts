/** Refuses values that are longer than Linux or the target's objects take. */
import type { Values } from "./catalogue.ts";
import { quote } from "./faults.ts";
import { componentsOf, isTextNode, type Model, type Visit } from "./model.ts";
import { keyAt, type ScalarNode } from "./node.ts";
import { parseText } from "./references.ts";
import { own } from "./schema.ts";
import { describeSubject } from "./subject.ts";

/** Linux takes 128 KiB for one variable or word of a command, with the zero byte that ends it. */
export const mostOfVariable = 128 * 1024 - 1;

/** Linux takes a quarter of the stack (8 MiB) for a command line and its variables together. */
const mostOfProgram = 2 * 1024 * 1024;

type Texts = Readonly<Record<string, string>>;

export function checkLengths(model: Model): void {
  for (const visited of model.visits) {
    if (isTextNode(visited)) checkText(visited, model);
  }
  const known = new Map<string, number>();
  const bytesOfGroup = (group: string): number => {
    const bytes = known.get(group) ?? countVariables(own(model.value.envGroups, group));
    known.set(group, bytes);
    return bytes;
  };
  for (const [name, spec, traits] of componentsOf(model)) {
    if (traits?.runs) checkProgram(name, spec, model, bytesOfGroup);
  }
}

/** A variable is passed as `NAME=value`. */
function checkText({ node, pointer }: Visit & { node: ScalarNode }, model: Model): void {
  if (node.text.length * 3 <= mostOfVariable - 256) return;
  const name = pointer.at(-1) ?? "";
  const isItem = /^\d+$/.test(name);
  const length = countBytes(node.text) + (isItem ? 0 : Buffer.byteLength(name) + 1);
  if (length <= mostOfVariable) return;
  const what = isItem ? `item ${Number(name) + 1}` : quote(name);
  const subject = describeSubject(
    pointer.slice(0, -1),
    (component) => own(model.value.components ?? {}, component)?.kind,
  );
  const counted = isItem ? "" : " with its name";
  model.faults.push({
    code: "too-long",
    message: `${what} of ${subject} has ${length} bytes${counted}, and the limit is ${mostOfVariable}`,
    span: isItem ? node.span : keyAt(model.root, pointer),
    help: "hint: Linux passes no longer value to a program; put it into a file of the image",
  });
}

/** References count for nothing: what they hold is not known yet. */
function countBytes(text: string): number {
  return parseText(text).reduce(
    (sum, part) => sum + (part.type === "words" ? Buffer.byteLength(part.text) : 0),
    0,
  );
}

/** With a zero byte that ends each, and a pointer to it. */
function countVariables(variables: Texts = {}): number {
  return countTexts(Object.entries(variables).map(([name, text]) => `${name}=${text}`));
}

function countTexts(texts: readonly unknown[]): number {
  return texts.reduce<number>((sum, text) => sum + countBytes(String(text)) + 9, 0);
}

function checkProgram(
  name: string,
  spec: Values,
  model: Model,
  bytesOfGroup: (group: string) => number,
): void {
  const { value, catalogue, faults, root } = model;
  const groups = Array.isArray(spec.envFrom) ? (spec.envFrom as string[]) : [];
  const words = countTexts(Array.isArray(spec.command) ? (spec.command as unknown[]) : []);
  const env = (spec.env ?? {}) as Texts;
  const most = own(catalogue.targets, value.target)?.mostOfProgram ?? mostOfProgram;
  // a variable that stands in several counts once: it is never more than this
  const ofGroups = groups.reduce((sum, group) => sum + bytesOfGroup(group), 0);
  const atMost = words + ofGroups + countVariables(env);
  if (atMost <= most) return;
  const maps = groups.map((group) => own(value.envGroups, group));
  const bytes = words + countVariables(Object.assign({}, ...maps, env) as Texts);
  if (bytes <= most) return;
  faults.push({
    code: "too-long",
    message:
      `the variables and the command of ${String(spec.kind)} "${name}" have ${bytes} bytes together, ` +
      `and the limit of target ${String(value.target)} is ${most}`,
    span: keyAt(root, ["components", name]),
    help: "hint: pass fewer or shorter variables; put long texts into files of the image",
  });
}
