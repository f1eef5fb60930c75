/** Files that only one unit's program may read, in a volume of their own. Pure. */
import type { Context, Declaration } from "../target.ts";
import type { Content } from "../values.ts";
import type { Shape } from "./container.ts";
import { declareDocker, declareOwn, ref } from "./declare.ts";
import { hostName, label, listLabels, partOf } from "./names.ts";

export interface PrivateFiles {
  /** Content by name. */
  files: Readonly<Record<string, Content>>;
  /** Who may read them. */
  user: number;
  /** Where they are to be. */
  folder: string;
}

/** A container, and what must be there before it. */
export interface Prepared {
  shape: Shape;
  resources: readonly Declaration[];
}

/** They are in no label and in no variable; a label tells that they changed. */
export function withFiles(
  unit: string,
  shape: Shape,
  { files, user, folder }: PrivateFiles,
  context: Context,
): Prepared {
  if (Object.keys(files).length === 0) return { shape, resources: [] };
  const name = partOf(unit, "files");
  const disk = partOf(unit, "files-disk");
  const volume = `${hostName(context.environment, unit)}.files`;
  const labels = listLabels(context, unit, "volume");
  const resources = [
    declareDocker("volume", disk, context, { name: volume, labels }),
    declareOwn("docker:Files", name, context, { volume: ref(disk, "name"), files, user }),
  ];
  const mount = {
    type: "volume",
    source: ref(name, "volume"),
    target: folder,
    readOnly: true,
    volumeOptions: { noCopy: true },
  };
  const changed = { label: label.files, value: ref(name, "version") };
  const filled = { ...shape, mounts: [...shape.mounts, mount], labels: [...shape.labels, changed] };
  return { shape: filled, resources };
}
