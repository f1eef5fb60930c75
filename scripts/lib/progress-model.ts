/**
 * What is known while a deployment goes on, one entry a component: steps in, state out. It knows
 * no terminal.
 */

import type { Declaration } from "../../platform/targets/target.ts";
import { findNeeds, type Needs, ownerOf } from "./needs.ts";

export type Direction = "up" | "destroy";

/** What the progress needs of an engine's event about a resource. */
export interface Step {
  op: string;
  phase: "start" | "done" | "failed";
  type: string;
  name: string;
}

export interface Progress {
  component: string;
  state: "waiting" | "working" | "done" | "failed";
  /** Components that must be there (or, when it is removed, gone) first and are not yet. */
  waitsFor: readonly string[];
  /** Resources at work, and what is done to each. */
  current: readonly { name: string; op: string }[];
  /** Something other than a look at it was done. */
  changed: boolean;
  /** Milliseconds of work; not of waiting in between. */
  worked: number;
}

interface Tracked {
  needs: ReadonlySet<string>;
  /** Resources that are not done. */
  open: Set<string>;
  current: Map<string, string>;
  changed: boolean;
  failed: boolean;
  worked: number;
  /** Since when something is at work. */
  busySince?: number;
}

/** Looking is no change: these happen to everything, every time. */
const looks = new Set(["same", "refresh", "read"]);

export interface ProgressModel {
  apply(step: Step, now: number): void;
  /** All went well: what was not heard of has nothing to do. */
  finish(): void;
  list(now: number): readonly Progress[];
}

/** Follows the resources of declarations, in the order in which their components are declared. */
export function createProgressModel(
  declarations: readonly Declaration[], direction: Direction,
): ProgressModel {
  const tracked = track(declarations, direction);
  const owner = new Map(declarations.map((one) => [keyOf(one), tracked.get(ownerOf(one))]));
  return {
    apply: (step, now) => {
      const entry = owner.get(keyOf(step));
      if (entry !== undefined) applyStep(entry, step, now);
    },
    finish: () => {
      for (const entry of tracked.values()) entry.open.clear();
    },
    list: (now) => [...tracked].map(([name, entry]) => describe(name, entry, tracked, now)),
  };
}

function track(declarations: readonly Declaration[], direction: Direction): Map<string, Tracked> {
  const needs = findNeeds(declarations);
  const tracked = new Map<string, Tracked>();
  for (const [component, needed] of needs) {
    tracked.set(component, {
      needs: direction === "up" ? needed : findUsers(component, needs),
      open: new Set(),
      current: new Map(),
      changed: false,
      failed: false,
      worked: 0,
    });
  }
  for (const one of declarations) tracked.get(ownerOf(one))?.open.add(keyOf(one));
  return tracked;
}

function findUsers(component: string, needs: Needs): ReadonlySet<string> {
  return new Set([...needs].filter(([, needed]) => needed.has(component)).map(([user]) => user));
}

/** A component and its main resource may bear one name. */
function keyOf({ type, name }: { type: string; name: string }): string {
  return `${type} ${name}`;
}

function applyStep(entry: Tracked, step: Step, now: number): void {
  const { op, phase, name } = step;
  if (phase === "start") {
    entry.current.set(name, op);
    if (!looks.has(op)) entry.busySince ??= now;
    return;
  }
  entry.current.delete(name);
  entry.changed ||= !looks.has(op);
  entry.failed ||= phase === "failed";
  if (entry.busySince !== undefined && !isBusy(entry)) {
    entry.worked += now - entry.busySince;
    entry.busySince = undefined;
  }
  if (phase === "done" && op !== "refresh") entry.open.delete(keyOf(step));
}

function isBusy({ current }: Tracked): boolean {
  return [...current.values()].some((op) => !looks.has(op));
}

function describe(
  component: string, entry: Tracked, all: ReadonlyMap<string, Tracked>, now: number,
): Progress {
  const { changed, busySince, worked } = entry;
  const active = [...entry.current].filter(([, op]) => !looks.has(op));
  return {
    component,
    state: decideState(entry, active.length),
    waitsFor: findBlockers(entry, all),
    current: active.map(([name, op]) => ({ name, op })),
    changed,
    worked: busySince === undefined ? worked : worked + now - busySince,
  };
}

/** What one of them waits for itself goes without saying. */
function findBlockers({ needs }: Tracked, all: ReadonlyMap<string, Tracked>): string[] {
  const open = [...all].filter(([name, other]) => needs.has(name) && other.open.size > 0);
  const names = open.map(([name]) => name);
  return names.filter((name) => !open.some(([, other]) => other.needs.has(name)));
}

function decideState({ failed, open }: Tracked, active: number): Progress["state"] {
  if (failed) return "failed";
  if (open.size === 0) return "done";
  return active > 0 ? "working" : "waiting";
}
