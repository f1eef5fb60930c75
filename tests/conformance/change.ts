/** One change of one field on an environment that runs, and how it is seen from outside. */
import type { Patch, World } from "./changing.ts";
import { inStatus, type Sight } from "./sights.ts";

export interface Step {
  /** As `andamio targets` calls it. */
  field: string;
  patch: Patch;
  see: Sight;
  is: unknown;
  /** Changes of other components that belong to it. */
  beside?: Patch;
  /** Before it is changed. */
  before?: (world: World) => unknown;
}

export interface Lane {
  /** The component, or nothing: the file itself. */
  component?: string;
  /** As it is deployed first. */
  spec: Patch;
  steps: readonly Step[];
  /** Each is a round of its own, after all others: what runs is touched by it as a whole. */
  alone?: boolean;
}

type Rest = Pick<Step, "beside" | "before">;

export const step = (field: string, patch: Patch, see: Sight, is: unknown, rest: Rest = {}): Step =>
  ({ field, patch, see, is, ...rest });

export const serve = ["node", "serve.mjs"];
export const job = ["node", "job.mjs"];
export const KEY = "${key.value}";
export const env = (component: string) => ({ V: "1", KEY, TRACE: `TRACES/${component}` });

export const health = (change: Patch): Patch => ({ health: change });

/** How the program that is told of everything calls it. */
export const readerVariable = (component: string): string =>
  component.toUpperCase().replaceAll("-", "_");

/** Fields of whatever has an address. */
export function addressSteps(kind: string, port: number): Step[] {
  return [
    step(`${kind}.port`, { port }, inStatus(({ address }) => address), `http://127.0.0.1:${port}`),
    step(`${kind}.publish.port`, { publish: { port: port + 10 } },
      inStatus(({ address }) => address), `http://127.0.0.1:${port + 10}`),
    step(`${kind}.publish.address`, { publish: { address: "all" } }, answersElsewhere, true),
  ];
}

/** On an address of this machine that is not its own. */
const answersElsewhere: Sight = async (world, component) => {
  const { address = "" } = await world.status(component);
  return (await fetch(address.replace("127.0.0.1", "127.0.0.2")).then(({ ok }) => ok, () => false));
};
