/** What things are called on the Docker host, and how they are told apart there. */
import type { Context } from "../target.ts";

/** Of what belongs to a whole environment; no component's name has a dot. */
export const proxyUnit = ".proxy";
export const schedulerUnit = ".scheduler";
export const stateUnit = ".state";

/** `ENV-NAME`, or `ENV.NAME` of what belongs to the whole environment. */
export function hostName(environment: string, unit: string): string {
  return unit.startsWith(".") ? `${environment}${unit}` : `${environment}-${unit}`;
}

/** Name of a resource that is part of a unit; it never equals a component's. */
export function partOf(unit: string, part: string): string {
  return `${unit}-container.${part}`;
}

export const label = {
  environment: "andamio.environment",
  component: "andamio.component",
  unit: "andamio.unit",
  kind: "andamio.kind",
  /** Which of the unit's containers. */
  replica: "andamio.replica",
  /** Differs for each set of containers that was made. */
  generation: "andamio.generation",
  /** Changes with the private files that it has. */
  files: "andamio.files",
  /** Of a Job: what it was run for. */
  key: "andamio.key",
} as const;

export type Kind = "workload" | "store" | "schedule" | "job" | "proxy" | "volume" | "network";

/** As the plug-in takes labels. */
export function listLabels(
  { environment, component }: Pick<Context, "environment" | "component">,
  unit: string,
  kind: Kind,
  more: Readonly<Record<string, unknown>> = {},
): { label: string; value: unknown }[] {
  const all = {
    ...more,
    [label.environment]: environment,
    ...(component && { [label.component]: component }),
    [label.unit]: unit,
    [label.kind]: kind,
  };
  return Object.entries(all).map(([name, value]) => ({ label: name, value }));
}
