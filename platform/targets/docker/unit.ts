/**
 * The resources of what runs all the time: room for its containers, the containers, and their
 * roll-out, which has the unit's own name. Pure.
 */
import type { ProbeTimes } from "../primitives.ts";
import type { Context, Declaration } from "../target.ts";
import type { Healthcheck, Shape } from "./container.ts";
import { declareOwn, ref } from "./declare.ts";
import { declareContainer } from "./declare-container.ts";
import { hostName, label, partOf } from "./names.ts";

interface UnitWish {
  shape: Shape;
  replicas: number;
  update: "rolling" | "recreate";
  containerName?: string;
  stop: { graceSeconds: number };
  ready: Readiness;
  /** Before its containers. */
  needs: readonly string[];
  /** What else its roll-out is told. */
  more?: Readonly<Record<string, unknown>>;
  /** Before its roll-out alone. */
  last?: readonly string[];
}

/** How the roll-out asks its containers. */
export interface Readiness {
  /** Run inside the container; absent where it only has to live. */
  command?: readonly string[];
  timeoutSeconds: number;
  patienceSeconds: number;
}

export function declareUnit(unit: string, context: Context, wish: UnitWish): Declaration[] {
  const { shape, update, stop, needs } = wish;
  const slot = partOf(unit, "slot");
  const own = { unit, update, graceSeconds: stop.graceSeconds };
  const names = containerNames(unit, context.environment, wish);
  const containers = names.map((name, index) => {
    const props = {
      ...shape,
      name,
      labels: [
        ...shape.labels,
        { label: label.replica, value: String(index + 1) },
        { label: label.generation, value: ref(slot, "generation") },
      ],
    };
    return declareContainer(partOf(unit, String(index + 1)), context, props, own, [slot, ...needs]);
  });
  const ids = containers.map(({ name }) => ref(name, "id"));
  const content = { $digest: { shape, names } };
  return [
    // the old ones go on until the new ones may start
    declareOwn("docker:Slot", slot, context, { ...own, content }, { needs }),
    ...containers,
    declareOwn(
      "docker:Rollout",
      unit,
      context,
      { ...own, containers: ids, ready: wish.ready, ...wish.more },
      { needs: [slot, ...needs, ...(wish.last ?? [])] },
    ),
  ];
}

function containerNames(
  unit: string,
  environment: string,
  { replicas, containerName = hostName(environment, unit) }: UnitWish,
): string[] {
  if (replicas === 1) return [containerName];
  return Array.from({ length: replicas }, (_, index) => `${containerName}-${index + 1}`);
}

export function readiness(times: ProbeTimes, probe: Healthcheck | undefined): Readiness {
  const { startPeriodSeconds, intervalSeconds, timeoutSeconds } = times;
  const [form, ...words] = probe?.tests ?? [];
  const command = form === "CMD-SHELL" ? ["/bin/sh", "-c", ...words] : words;
  return {
    ...(probe && { command }),
    timeoutSeconds: (probe?.timeoutSeconds ?? timeoutSeconds) + 1,
    // and what a busy machine may need besides
    patienceSeconds: startPeriodSeconds + intervalSeconds + 20,
  };
}
