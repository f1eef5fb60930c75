/** What waits for what, and in which order components can be made. */
import type { KindTraits, Values } from "./catalogue.ts";
import { own } from "./schema.ts";
import { makeUseFinder, type Use } from "./uses.ts";

/** Why one waits for another. `image` stands between a program and the Jobs of its image. */
export interface Edge {
  from: string;
  to: string;
  use?: Use;
  /** Where it says so, when it is no reference. */
  pointer?: readonly string[];
}

export interface Order {
  /** Components, each after those that it waits for. */
  sorted: string[];
  /**
   * Edges that close a circle, each with the way round; none whose components are all in others,
   * because these have one cause.
   */
  cycles: Edge[][];
}

interface Environment {
  components: Readonly<Record<string, Values>>;
  envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  kinds: Readonly<Record<string, KindTraits>>;
}

/** Circles may be very many, and each very long. */
const mostCycles = 100;

/** A walk along the edges, depth first. */
interface Walk extends Order {
  edges: ReadonlyMap<string, readonly Edge[]>;
  path: Step[];
  /** Where each stands on the path; -1 when it is done. */
  places: Map<string, number>;
  inCircle: Set<string>;
  /** Places on the path of those that are in no circle yet. */
  free: number[];
}

interface Step {
  name: string;
  next: number;
  /** The edge that led to it. */
  by?: Edge;
}

export function findOrder(environment: Environment): Order {
  const walk: Walk = {
    edges: listEdges(environment),
    path: [],
    places: new Map(),
    inCircle: new Set(),
    free: [],
    sorted: [],
    cycles: [],
  };
  for (const name of Object.keys(environment.components)) {
    if (!walk.places.has(name)) descend(name, walk);
  }
  return { cycles: walk.cycles, sorted: walk.sorted.filter((name) => !isImage(name)) };
}

/** Without calls inside calls, because chains may be long. */
function descend(start: string, walk: Walk): void {
  enter(start, walk);
  for (let step = walk.path.at(-1); step; step = walk.path.at(-1)) {
    const edge = walk.edges.get(step.name)?.[step.next++];
    if (edge) follow(edge, walk);
    else leave(step, walk);
  }
}

function enter(name: string, { path, places, inCircle, free }: Walk, by?: Edge): void {
  if (!inCircle.has(name)) free.push(path.length);
  places.set(name, path.length);
  path.push({ name, next: 0, ...(by && { by }) });
}

function follow(edge: Edge, walk: Walk): void {
  const place = walk.places.get(edge.to);
  if (place === undefined) enter(edge.to, walk, edge);
  else if (place >= 0) closeCircle(place, edge, walk);
}

function closeCircle(place: number, edge: Edge, { path, inCircle, free, cycles }: Walk): void {
  const isNew = lastOf(free) >= place;
  while (lastOf(free) >= place) inCircle.add(path[free.pop()!]!.name);
  if (!isNew || cycles.length >= mostCycles) return;
  cycles.push([...path.slice(place + 1).flatMap(({ by }) => by ?? []), edge]);
}

function leave({ name }: Step, { path, places, free, sorted }: Walk): void {
  path.pop();
  places.set(name, -1);
  sorted.push(name);
  if (lastOf(free) === path.length) free.pop();
}

function lastOf(places: readonly number[]): number {
  return places.at(-1) ?? -1;
}

function listEdges({ components, envGroups, kinds }: Environment): Map<string, Edge[]> {
  const findUses = makeUseFinder(envGroups);
  const edges = new Map<string, Edge[]>();
  for (const [name, spec] of Object.entries(components)) {
    const runs = own(kinds, spec.kind)?.runs;
    edges.set(name, [
      ...edgesOfUses(name, findUses(name, spec), components, kinds),
      ...edgesOfJobs(
        name,
        spec,
        runs,
        (other) => own(kinds, own(components, other)?.kind)?.runs === "once",
      ),
    ]);
    const image =
      runs === "once" && typeof spec.image === "string" ? imageNode(spec.image) : undefined;
    if (image) addTo(edges, image, { from: image, to: name });
  }
  return edges;
}

function addTo(edges: Map<string, Edge[]>, from: string, edge: Edge): void {
  const known = edges.get(from);
  if (known) known.push(edge);
  else edges.set(from, [edge]);
}

function edgesOfUses(
  from: string,
  uses: readonly Use[],
  components: Environment["components"],
  kinds: Environment["kinds"],
): Edge[] {
  return uses.flatMap((use) => {
    const target = own(components, use.component);
    const output = target && own(own(kinds, target.kind)?.outputs(target) ?? {}, use.output);
    return output && !output.early ? [{ from, to: use.component, use }] : [];
  });
}

function edgesOfJobs(
  from: string,
  spec: Values,
  runs: KindTraits["runs"],
  isJob: (name: string) => boolean,
): Edge[] {
  const at = ["components", from];
  if (runs === "once") {
    const after = Array.isArray(spec.after) ? (spec.after as string[]) : [];
    return after.flatMap((to, index) =>
      isJob(to) ? [{ from, to, pointer: [...at, "after", String(index)] }] : [],
    );
  }
  return runs && typeof spec.image === "string"
    ? [{ from, to: imageNode(spec.image), pointer: [...at, "image"] }]
    : [];
}

function imageNode(image: string): string {
  return `image ${image}`;
}

export function isImage(name: string): boolean {
  return name.startsWith("image ");
}
