/** The plan of a change, as plain data: what text, Markdown and JSON are rendered from. */
import { type Impact, impacts } from "../spec/impact.ts";
import type { Place } from "../spec/source.ts";
import type { ClockChange } from "./clock-changes.ts";

export type { Impact } from "../spec/impact.ts";

/** What a change does to one component. */
export interface Effect {
  component: string;
  impact: Impact;
  reason: string;
  /** A Job runs once more. */
  runsAgain?: boolean;
  /** Identifiers of what it loses. */
  losses?: readonly string[];
}

/** One change of what a file says, or of a value that follows from it. */
export interface Row {
  /** As `api.replicas`, or `envGroups.app.LOG_LEVEL`. */
  path: string;
  change: "added" | "changed" | "removed";
  before?: string;
  after?: string;
  /** `replicas 2 → 3`. */
  text: string;
  place: Place;
  /** Which side's file the place is in: what is no longer written stands in the old one. */
  side: "before" | "after";
  impact: Impact;
  effects: readonly Effect[];
  /** Names of the resources that change with it. */
  resources: readonly string[];
  /** Online: whether the base that it is compared with has it already. */
  merged?: boolean;
}

/** A property of a real thing that is not as it was applied. */
export interface PropertyDrift {
  /** As `spec.replicas`, or `env LOG_LEVEL` for an element of a list. */
  path: string;
  /** As it was applied. */
  before: string;
  /** As it is. */
  after: string;
}

export interface ResourceChange {
  op: "create" | "update" | "replace" | "delete";
  type: string;
  name: string;
  component: string;
  /** Properties that change, as far as files tell. */
  properties: readonly string[];
  /** The resource whose change it follows, when nothing of its own changes. */
  follows?: string;
  /** Where the file speaks of it. */
  place?: Place;
  /** Online: what is there differs from what was applied, and no change of a file speaks of it. */
  drift?: boolean;
  /** Online: its component was stopped and starts again. */
  stopped?: boolean;
  /** Online: in words what is wrong with what is there. */
  fault?: string;
  /** Online: which properties are not as they were applied. */
  drifted?: readonly PropertyDrift[];
}

export interface Statement {
  sql: string;
  /** Whether values go or are converted. */
  destructive: boolean;
  /** What goes, as `drop payments.note`. */
  losses: readonly string[];
}

export interface Migration {
  name: string;
  file: string;
  statements: readonly Statement[];
}

/** A Job that will run, in the order of the list. */
export interface JobRun {
  component: string;
  command: string;
  place: Place;
  /** What makes it run. */
  because: readonly string[];
  migrations: readonly Migration[];
}

export interface ScheduleChange {
  component: string;
  change: "added" | "changed" | "removed";
  schedule: string;
  timezone: string;
  suspended: boolean;
  /** As `2026-11-23 02:00 -03:00`; none where it is suspended or gone. */
  next: readonly string[];
  /** Changes of the clock that it meets within a year; absent where there are none. */
  clock?: readonly ClockChange[];
  place: Place;
}

/** Something that a person must read, at a place. */
export interface Remark {
  message: string;
  /** The rule or fault that says it. */
  code?: string;
  place: Place;
  hint?: string;
}

/** Data that would be lost, and whether the file agrees to it. */
export interface Loss {
  /** What an acknowledgement names: `volume uploads`, `engine postgresql → mysql`. */
  id: string;
  component: string;
  /** Path of the row that loses it. */
  path: string;
  reason: string;
  place: Place;
  acknowledged: boolean;
}

export interface Plan {
  format: 1;
  environment: string;
  target: string;
  /** What it is compared with. */
  against: string;
  /** Time that everything in it is reckoned from; not part of the digest. */
  now: string;
  digest: string;
  changed: boolean;
  impact: Impact;
  rows: readonly Row[];
  resources: readonly ResourceChange[];
  jobs: readonly JobRun[];
  schedules: readonly ScheduleChange[];
  losses: readonly Loss[];
  /** What is not applied before the file says so. */
  refused: readonly Remark[];
  warnings: readonly Remark[];
  /** Exceptions from rules. */
  waivers: readonly Remark[];
  approximations: readonly (Place & { field: string; instead: string })[];
  /** What could not be known. */
  unknown: readonly string[];
}

export function worstOf(found: readonly Impact[]): Impact {
  return found.reduce<Impact>(
    (worst, one) => (impacts.indexOf(one) > impacts.indexOf(worst) ? one : worst),
    "no-op",
  );
}

/** A row that does this instead, and no less than before. */
export function withEffects(row: Row, effects: readonly Effect[]): Row {
  return { ...row, effects, impact: worstOf([row.impact, ...effects.map(({ impact }) => impact)]) };
}

/** `api.replicas 2 → 3`. */
export function titleOf({ path, text }: Pick<Row, "path" | "text">): string {
  const [field = ""] = text.split(" ");
  const known = path === field || path.endsWith(`.${field}`);
  return known ? `${path}${text.slice(field.length)}` : `${path} ${text}`;
}
