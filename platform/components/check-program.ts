/** What the fields of a program forbid each other. Knows no kind. */
import { posix } from "node:path";

import type { Complaint } from "../spec/catalogue.ts";
import { findShared } from "./shared-folders.ts";

interface Checked {
  readonly volumes?: Readonly<Record<string, { readonly path?: string }>>;
  readonly containerName?: string;
  readonly replicas?: number;
  readonly scale?: { readonly max?: number };
}

export function checkProgram(name: string, spec: Checked): Complaint[] {
  return [...checkVolumes(spec), ...checkContainerName(name, spec), ...checkScale(name, spec)];
}

/** Each has a folder for itself, inside the image. */
function checkVolumes({ volumes = {} }: Checked): Complaint[] {
  const mounts = Object.entries(volumes).flatMap(([volume, { path }]) =>
    typeof path === "string" ? [{ volume, path, folder: posix.join(path, "/") }] : [],
  );
  const inside = mounts.filter(({ folder }) => !isOutside(folder));
  const shared = findShared(inside.map(({ folder }) => folder));
  return [
    ...mounts
      .filter(({ folder }) => isOutside(folder))
      .flatMap(({ volume, path }) => outside(path, ["volumes", volume, "path"])),
    ...inside.flatMap(({ volume }, at) => {
      const other = inside[shared[at] ?? -1];
      return other ? within(volume, other.volume, ["volumes", volume, "path"]) : [];
    }),
  ];
}

function isOutside(folder: string): boolean {
  return folder === "/" || folder === "./" || folder.startsWith("../");
}

function outside(path: string, at: readonly string[]): Complaint[] {
  const message = `"${path}" is not a folder below "workdir", nor an absolute one`;
  return [{ code: "bad-path", message, at, help: "hint: path: uploads" }];
}

function within(volume: string, other: string, at: readonly string[]): Complaint[] {
  const message = `volumes "${other}" and "${volume}" of one program share a folder`;
  const help = "hint: give each of them a folder of its own";
  return [{ code: "path-taken", message, at, help }];
}

function checkContainerName(name: string, spec: Checked): Complaint[] {
  const most = Math.max(spec.replicas ?? 1, spec.scale?.max ?? 0);
  if (spec.containerName === undefined || most <= 1) return [];
  const message = `"${name}" has one container name for ${most} replicas`;
  const help = "hint: remove it, or replicas: 1 and no scale";
  return [{ code: "one-name", message, at: ["containerName"], help }];
}

function checkScale(name: string, { replicas = 1, scale }: Checked): Complaint[] {
  if (scale?.max === undefined || scale.max >= replicas) return [];
  const message = `"${name}" has at most ${scale.max} replicas, and at least ${replicas}`;
  const help = "hint: replicas is the fewest, scale.max the most";
  return [{ code: "out-of-range", message, at: ["scale", "max"], help }];
}
