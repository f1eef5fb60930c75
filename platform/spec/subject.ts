/**
 * Names the thing that a fault is about: `Service "api"`, `health of Service "api"`, `the
 * environment`.
 */
import type { Pointer } from "./node.ts";

export function describeSubject(pointer: Pointer, kindOf: (component: string) => unknown): string {
  const [first, name, ...rest] = pointer;
  if (first === undefined) return "the environment";
  if (name === undefined) return first;
  const inside = rest.filter((step) => !/^\d+$/.test(step)).join(".");
  const whole = describeMember(first, name, kindOf(name));
  return inside === "" ? whole : `${inside} of ${whole}`;
}

function describeMember(first: string, name: string, kind: unknown): string {
  if (first === "components") return `${typeof kind === "string" ? kind : "component"} "${name}"`;
  if (first === "images") return `image "${name}"`;
  if (first === "envGroups") return `group "${name}"`;
  return `${first}.${name}`;
}
