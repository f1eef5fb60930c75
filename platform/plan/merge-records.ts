/** What a stack remembers after a deploy of some components: of the others, what was before. */
import type { Values } from "../spec/catalogue.ts";
import { formatPointer } from "../spec/node.ts";
import { digestOf } from "./digest.ts";
import type { SpecRecord } from "./record.ts";

/** `applied` are the names of components and of resources that were deployed. */
export function mergeRecords(
  before: SpecRecord | undefined,
  after: SpecRecord,
  applied: ReadonlySet<string>,
): SpecRecord {
  const isApplied = (name: string): boolean => applied.has(name);
  const isBuilt = (image: string): boolean => applied.has(`${image}-build`);
  const { components, images } = after.merged as Record<string, Values>;
  const earlier = (before?.merged ?? { ...after.merged, components: {}, images: {} }) as
    Record<string, Values>;
  const merged = {
    ...earlier,
    components: mix(earlier["components"], components, isApplied),
    images: mix(earlier["images"], images, isBuilt),
  };
  const isNew = (pointer: string): boolean => {
    const [, top = "", name = ""] = pointer.split("/");
    return !before || (top === "components" && isApplied(name)) || (top === "images" && isBuilt(name));
  };
  const kept = Object.entries(before?.places ?? {}).filter(([pointer]) => !isNew(pointer));
  const fresh = Object.entries(after.places).filter(([pointer]) => isNew(pointer));
  return {
    ...after,
    merged,
    digest: digestOf(merged),
    places: { ...groups(after), ...Object.fromEntries([...kept, ...fresh]) },
    secrets: mix(before?.secrets, after.secrets, isApplied),
    sources: mix(before?.sources, after.sources, isBuilt),
  };
}

/** Where the maps themselves stand, in which what is new may be the first. */
function groups({ places }: SpecRecord): Record<string, string> {
  const found = ["components", "images"].map((name) => formatPointer([name]));
  return Object.fromEntries(found.flatMap((one) => (places[one] ? [[one, places[one]]] : [])));
}

function mix<T>(
  before: Readonly<Record<string, T>> | undefined,
  after: Readonly<Record<string, T>> | undefined,
  isNew: (name: string) => boolean,
): Record<string, T> {
  const kept = Object.entries(before ?? {}).filter(([name]) => !isNew(name));
  const fresh = Object.entries(after ?? {}).filter(([name]) => isNew(name));
  return Object.fromEntries([...kept, ...fresh]);
}
