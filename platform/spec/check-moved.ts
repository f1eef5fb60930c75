/** Each rename: whether the new name is there, and the old one free and given once. */
import type { Model } from "./model.ts";
import { keyAt, spanAt } from "./node.ts";

export function checkMoved(model: Model): void {
  const moved = Object.entries(model.value.moved ?? {});
  const names = listNames(model);
  for (const [name, old] of moved) {
    const found = judge(name, old, moved, names);
    if (!found) continue;
    const { message, help, atKey = false } = found;
    const at = ["moved", name];
    const span = atKey ? keyAt(model.root, at) : spanAt(model.root, at);
    model.faults.push({ code: "bad-move", message, span, help });
  }
}

interface Found {
  message: string;
  help: string;
  atKey?: boolean;
}

function judge(
  name: string,
  old: string,
  moved: readonly (readonly [string, string])[],
  names: ReadonlySet<string>,
): Found | undefined {
  if (!names.has(name)) {
    const message = `no component or volume is called "${name}"`;
    return { message, help: `hint: moved: { NEW: ${old} }, with its new name`, atKey: true };
  }
  const chain = moved.find(([other]) => other === old);
  if (chain) {
    const isSwap = chain[1] === name;
    const what = isSwap ? "two names that are exchanged" : "a chain of renames";
    const message = old === name ? `"${name}" is its own old name` : `${what}: "${old}" is a new name too`;
    return { message, help: "hint: rename one at a time, each with its own deployment" };
  }
  if (names.has(old)) {
    const message = `"${old}" is in use, so "${name}" cannot have been it`;
    return { message, help: `hint: remove "${old}", or give it another name` };
  }
  const first = moved.find(([, other]) => other === old);
  if (first?.[0] === name) return undefined;
  const message = `"${old}" has become "${first?.[0]}" already`;
  return { message, help: "hint: keep one of them" };
}

function listNames({ value }: Model): Set<string> {
  const components = Object.entries(value.components ?? {});
  const volumes = components.flatMap(([, spec]) => Object.keys((spec.volumes ?? {}) as object));
  return new Set([...components.map(([name]) => name), ...volumes]);
}
