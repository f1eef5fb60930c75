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
  /** Edges that close a circle, each with the way round. */
  cycles: Edge[][];
}

interface Environment {
  components: Readonly<Record<string, Values>>;
  envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  kinds: Readonly<Record<string, KindTraits>>;
}

export function findOrder(environment: Environment): Order {
  const edges = listEdges(environment);
  const state = new Map<string, "open" | "done">();
  const order: Order = { sorted: [], cycles: [] };
  for (const name of Object.keys(environment.components)) descend(name, edges, state, order);
  return { ...order, sorted: order.sorted.filter((name) => !isImage(name)) };
}

/** Depth first, without calls inside calls, because chains may be long. */
function descend(
  start: string,
  edges: ReadonlyMap<string, readonly Edge[]>,
  state: Map<string, "open" | "done">,
  order: Order,
): void {
  const path: { name: string; next: number; by?: Edge }[] = state.has(start)
    ? []
    : [{ name: start, next: 0 }];
  for (let step = path.at(-1); step; step = path.at(-1)) {
    state.set(step.name, "open");
    const edge = edges.get(step.name)?.[step.next++];
    if (!edge) {
      state.set(step.name, "done");
      order.sorted.push(step.name);
      path.pop();
    } else if (state.get(edge.to) === "open") {
      const first = path.findIndex(({ name }) => name === edge.to);
      order.cycles.push([...path.slice(first + 1).flatMap(({ by }) => by ?? []), edge]);
    } else if (!state.has(edge.to)) {
      path.push({ name: edge.to, next: 0, by: edge });
    }
  }
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
