/** Each rename: whether the new name is there, and the old one free and given once. */
import type { Model } from "./model.ts";
import { keyAt, spanAt } from "./node.ts";

export function checkMoved(model: Model): void {
  const moved = Object.entries(model.value.moved ?? {});
  const moves: Moves = { names: listNames(model), byNew: new Map(moved), byOld: invert(moved) };
  for (const [name, old] of moved) {
    const found = judge(name, old, moves);
    if (!found) continue;
    const { message, help, atKey = false } = found;
    const at = ["moved", name];
    const span = atKey ? keyAt(model.root, at) : spanAt(model.root, at);
    model.faults.push({ code: "bad-move", message, span, help });
  }
}

interface Moves {
  /** Of all components and volumes. */
  names: ReadonlySet<string>;
  /** Old names by new ones. */
  byNew: ReadonlyMap<string, string>;
  /** The first new name of each old one. */
  byOld: ReadonlyMap<string, string>;
}

interface Found {
  message: string;
  help: string;
  atKey?: boolean;
}

function invert(moved: readonly (readonly [string, string])[]): Map<string, string> {
  return new Map(moved.toReversed().map(([name, old]) => [old, name]));
}

function judge(name: string, old: string, { names, byNew, byOld }: Moves): Found | undefined {
  if (!names.has(name)) {
    const message = `no component or volume is called "${name}"`;
    return { message, help: `hint: moved: { NEW: ${old} }, with its new name`, atKey: true };
  }
  const before = byNew.get(old);
  if (before !== undefined) {
    const isSwap = before === name;
    const what = isSwap ? "two names that are exchanged" : "a chain of renames";
    const message = old === name ? `"${name}" is its own old name` : `${what}: "${old}" is a new name too`;
    return { message, help: "hint: rename one at a time, each with its own deployment" };
  }
  if (names.has(old)) {
    const message = `"${old}" is in use, so "${name}" cannot have been it`;
    return { message, help: `hint: remove "${old}", or give it another name` };
  }
  const first = byOld.get(old);
  if (first === name) return undefined;
  const message = `"${old}" has become "${first}" already`;
  return { message, help: "hint: keep one of them" };
}

function listNames({ value }: Model): Set<string> {
  const components = Object.entries(value.components ?? {});
  const volumes = components.flatMap(([, spec]) => Object.keys((spec.volumes ?? {}) as object));
  return new Set([...components.map(([name]) => name), ...volumes]);
}
