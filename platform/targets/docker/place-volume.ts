/** Where a kept volume lies on its host. Pure: a lowering loads no client of the daemon. */
import { posix } from "node:path";

/** What a volume is to be made with; nothing where Docker decides. */
export function placeVolume(
  volume: string,
  path: unknown,
): { driverOpts?: Readonly<Record<string, string>> } {
  if (typeof path !== "string") return {};
  return { driverOpts: { type: "none", o: "bind", device: posix.join(path, volume) } };
}
