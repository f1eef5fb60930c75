/** Turns the engine's events into few and plain ones. Loads no Pulumi. */
import type {
  EngineEvent as RawEvent,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/index.js";

import { listChangedElements, listDrift } from "../../../platform/plan/drift.ts";
import type { PropertyDrift } from "../../../platform/plan/plan.ts";
import { withoutPluginMarks } from "./plugin-words.ts";

export type Operation = "create" | "update" | "delete" | "replace" | "same" | "read" | "refresh";

export interface Drift {
  /** In words, where the provider gives them or the thing is gone. */
  fault?: string;
  properties: readonly PropertyDrift[];
}

export type EngineEvent =
  | {
    kind: "resource";
    op: Operation;
    phase: "start" | "done" | "failed";
    urn: string;
    type: string;
    name: string;
    component?: string;
    /** What changes of it, as far as the engine says. */
    properties?: readonly string[];
    /** Whether it is only the name of its resources. */
    isComponent?: boolean;
    /** Of a look at it: what is wrong with it. */
    drift?: Drift;
    message?: string;
  }
  | { kind: "diagnostic"; severity: "info" | "warning" | "error"; message: string; name?: string }
  | { kind: "policy"; rule: string; mandatory: boolean; message: string }
  | { kind: "summary"; changes: Record<string, number>; seconds: number };

const operations: Readonly<Record<string, Operation>> = {
  create: "create",
  update: "update",
  delete: "delete",
  same: "same",
  read: "read",
  refresh: "refresh",
  "create-replacement": "replace",
  import: "create",
};

/** Everything below is the engine talking to its makers. */
const severities: Readonly<Record<string, "info" | "warning" | "error">> = {
  info: "info",
  "info#err": "info",
  warning: "warning",
  error: "error",
};

/**
 * Undefined for what is of no interest to people: the engine's own resources, half steps, and
 * output meant for terminals.
 */
export function simplify(event: RawEvent): EngineEvent | undefined {
  if (event.resourcePreEvent) return describeStep(event.resourcePreEvent.metadata, "start");
  if (event.resOutputsEvent) return describeStep(event.resOutputsEvent.metadata, "done");
  if (event.resOpFailedEvent) return describeStep(event.resOpFailedEvent.metadata, "failed");
  if (event.diagnosticEvent) return describeDiagnostic(event.diagnosticEvent);
  if (event.policyEvent) return describePolicy(event.policyEvent);
  if (event.summaryEvent) {
    return {
      kind: "summary",
      changes: { ...event.summaryEvent.resourceChanges },
      seconds: event.summaryEvent.durationSeconds,
    };
  }
  return undefined;
}

function describeStep(
  step: StepEventMetadata,
  phase: "start" | "done" | "failed",
): EngineEvent | undefined {
  const { op, urn, type, old, new: fresh } = step;
  const known = operations[op];
  if (!known || type.startsWith("pulumi:")) return undefined;
  const { parent = "" } = fresh ?? old ?? {};
  const component = isRoot(parent) ? nameOf(urn) : nameOf(parent);
  const resource = { urn, type, name: nameOf(urn), component };
  return { kind: "resource", op: known, phase, ...resource, ...describeState(step, phase) };
}

function describeState(
  { op, old, new: fresh, diffs, detailedDiff }: StepEventMetadata,
  phase: "start" | "done" | "failed",
): object {
  const properties = nameElements(listProperties(diffs, detailedDiff), old, fresh);
  const drift = op === "refresh" && phase === "done" ? findDrift(old, fresh) : undefined;
  const isComponent = (fresh ?? old)?.custom !== true; // left out where it is false
  return {
    ...(properties.length > 0 && { properties }),
    ...(isComponent && { isComponent }),
    ...(drift && { drift }),
  };
}

type ResourceState = StepEventMetadata["old"] | null;

/** None where it is as it was applied. Our own provider says in words what is wrong. */
function findDrift(applied: ResourceState, real: ResourceState): Drift | undefined {
  if (!applied?.custom) return undefined;
  if (!real) return { fault: "it is gone", properties: [] };
  const observed: unknown = real.outputs?.["observed"];
  if (applied.type.startsWith("andamio:")) {
    return observed === "ok" ? undefined : { fault: String(observed), properties: [] };
  }
  const properties = listDrift(applied.inputs, applied.outputs, real.outputs);
  return properties.length > 0 ? { properties } : undefined;
}

/** As paths, where the provider tells them; the engine writes null for none. */
function listProperties(
  keys: StepEventMetadata["diffs"] | null,
  paths: StepEventMetadata["detailedDiff"] | null,
): readonly string[] {
  const told = Object.keys(paths ?? {});
  return told.length > 0 ? told : (keys ?? []);
}

/**
 * Elements of lists by their names, because one that is added moves all others; where the engine
 * hides a list as secret, the list alone.
 */
function nameElements(
  paths: readonly string[],
  old: ResourceState,
  fresh: ResourceState,
): readonly string[] {
  if (!old || !fresh || !paths.some((path) => path.includes("["))) return paths;
  const named = listChangedElements(old.inputs, fresh.inputs);
  if (named.length > 0) return [...paths.filter((path) => !path.includes("[")), ...named];
  return [...new Set(paths.map((path) => shorten(path, paths)))];
}

/** Up to the first list of which several elements change. */
function shorten(path: string, all: readonly string[]): string {
  const lists = [...path.matchAll(/\[\d+\]/g)].map(({ index }) => path.slice(0, index));
  return lists.find((list) => countElements(list, all) > 1) ?? path;
}

function countElements(list: string, all: readonly string[]): number {
  const inside = all.filter((path) => path.startsWith(`${list}[`));
  return new Set(inside.map((path) => path.slice(list.length).split("]")[0])).size;
}

function describeDiagnostic({
  urn,
  severity,
  message,
  ephemeral,
}: NonNullable<RawEvent["diagnosticEvent"]>): EngineEvent | undefined {
  const text = withoutPluginMarks(clean(message));
  const known = severities[severity];
  if (ephemeral || text === "" || !known || isAboutAnalyzer(text)) return undefined;
  return {
    kind: "diagnostic",
    severity: known,
    message: text,
    name: urn && !isRoot(urn) ? nameOf(urn) : undefined,
  };
}

/** Where it found the program that runs the rules, which is where it was put. */
function isAboutAnalyzer(text: string): boolean {
  return text.startsWith("using pulumi-analyzer-policy-nodejs from");
}

/** After the description of the rule its message is what was reported. */
function describePolicy({
  policyName,
  enforcementLevel,
  message,
}: NonNullable<RawEvent["policyEvent"]>): EngineEvent {
  const told = clean(message).split("\n").at(-1)?.trim() ?? "";
  const mandatory = enforcementLevel === "mandatory";
  return { kind: "policy", rule: policyName, mandatory, message: told };
}

/** The engine marks colours as `<{%fg 1%}>`. */
export function clean(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The stack itself, which is everybody's last parent. */
function isRoot(urn: string | undefined): boolean {
  return !urn || urn.includes("::pulumi:pulumi:Stack::");
}
