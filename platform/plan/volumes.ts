/** Volumes that components share by name: which of them are lost, and whose are shared no more. */
import { own } from "../spec/schema.ts";
import { componentsOf, type Side } from "./side.ts";
import { volumesOf } from "./update-mode.ts";

export function findLostVolumes(
  component: string,
  { before, after }: { before: Side; after: Side },
): string[] {
  const all = Object.values(componentsOf(after));
  const kept = new Set(all.flatMap((one) => Object.keys(volumesOf(one))));
  const mounted = Object.keys(volumesOf(own(componentsOf(before), component)));
  return mounted.filter((volume) => !kept.has(volume));
}

/** Other components whose volume is shared now and was not, or was and is not. */
export function findSharers(
  component: string,
  { before, after }: { before: Side; after: Side },
): string[] {
  const [old, fresh] = [componentsOf(before), componentsOf(after)];
  const touched = new Set([
    ...Object.keys(volumesOf(own(old, component))),
    ...Object.keys(volumesOf(own(fresh, component))),
  ]);
  const isShared = (components: typeof old, volume: string): boolean =>
    Object.values(components).filter((one) => own(volumesOf(one), volume) !== undefined).length > 1;
  return Object.keys(fresh).filter((name) => name !== component && [...touched].some((volume) =>
    own(volumesOf(own(old, name)), volume) !== undefined &&
    own(volumesOf(own(fresh, name)), volume) !== undefined &&
    isShared(old, volume) !== isShared(fresh, volume)));
}
