/** Which of the engine's events are changes that people count. */

import type { EngineEvent } from "./engine.ts";

export type ResourceEvent = EngineEvent & { kind: "resource" };

/** In the order in which they are told, with the word for what was done. */
export const operations = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "removed",
} as const;

/** A component is only the name of its resources. */
export function isChange(event: EngineEvent): event is ResourceEvent {
  return event.kind === "resource"
    && Object.hasOwn(operations, event.op) && !event.isComponent;
}

/** `3 created, 1 removed`, or nothing. */
export function describeCounts(changes: Readonly<Record<string, number>>): string {
  return Object.entries(operations)
    .filter(([op]) => (changes[op] ?? 0) > 0)
    .map(([op, word]) => `${changes[op]} ${word}`)
    .join(", ");
}
