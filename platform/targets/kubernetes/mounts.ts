/** Where a program finds its volumes, and what that means for the place of its pods. */
import { posix } from "node:path";

import type { Mount } from "../values.ts";

/** Where a volume is found by whoever was told of it by reference. */
export function volumePath(volume: string): string {
  return `/var/lib/andamio/${volume}`;
}

export interface Mounted {
  volumeMounts: { name: string; mountPath: string; readOnly?: true }[];
  volumes: { name: string; persistentVolumeClaim: { claimName: string } }[];
  labels: Record<string, string>;
  affinity?: object;
}

export function mountAll(mounts: readonly Mount[], workdir: string): Mounted {
  const names = [...new Set(mounts.map(({ volume }) => volume))].sort();
  return {
    volumeMounts: mounts.flatMap(({ volume, path, readOnly, shared }) => {
      const own = posix.resolve(workdir, path);
      const paths = shared === undefined ? [own, volumePath(volume)] : [own];
      return paths.map((mountPath) => ({
        name: volume,
        mountPath,
        ...(readOnly && { readOnly: true as const }),
      }));
    }),
    volumes: names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    labels: Object.fromEntries(names.map((name) => [labelOf(name), "mounted"])),
    ...(names.length > 0 && { affinity: togetherBy(names) }),
  };
}

/** A volume can be at one node at a time: who shares it stands together. */
function togetherBy(names: readonly string[]): object {
  const terms = names.map((name) => ({
    labelSelector: { matchLabels: { [labelOf(name)]: "mounted" } },
    topologyKey: "kubernetes.io/hostname",
  }));
  return { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
}

function labelOf(volume: string): string {
  return `volume.andamio/${volume}`;
}
