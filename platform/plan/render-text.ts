/** The plan as lines for a terminal. Colours are put on by a function that it is given. */
import { describeClockChange } from "./clock-changes.ts";
import {
  type Impact,
  type JobRun,
  type Loss,
  type Plan,
  type Remark,
  type ResourceChange,
  type Row,
  type ScheduleChange,
  titleOf,
} from "./plan.ts";

export type Style = "bold" | "dim" | "green" | "yellow" | "red" | "cyan";

export interface Look {
  paint(style: Style, text: string): string;
  columns: number;
}

const styles: Readonly<Record<Impact, Style>> = {
  "no-op": "green",
  new: "green",
  "starts again": "green",
  rolling: "cyan",
  restart: "yellow",
  "brief downtime": "yellow",
  irreversible: "red",
  "data loss": "red",
};

export const signs: Readonly<Record<string, string>> = {
  ...{ create: "+", update: "~", replace: "±", delete: "-" },
  ...{ added: "+", changed: "~", removed: "-" },
};

const colours: Readonly<Record<string, Style>> = { "+": "green", "-": "red" };

export function renderText(plan: Plan, look: Look): string {
  const parts = [
    renderHead(plan, look),
    plan.rows.map((row) => renderRow(row, plan, look)).join("\n"),
    renderRest(plan, look),
    section("Will run, in this order", plan.jobs.map((job, at) => renderJob(job, at, look)), look),
    section("Loses data", plan.losses.map((one) => renderLoss(one, look)), look),
    section("Cron jobs", plan.schedules.map((one) => renderSchedule(one, look)), look),
    section(
      `Not as written on ${plan.target}`,
      listShort(plan.approximations.map(renderApproximation)),
      look,
    ),
    section("Cannot be known here", plan.unknown.map((one) => `  - ${one}`), look),
    section("Waived", plan.waivers.map((one) => renderRemark(one, "yellow", look)), look),
    section("Warnings", renderWarnings(plan, look), look),
    section("Refused", plan.refused.map((one) => renderRemark(one, "red", look)), look),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function renderHead({ environment, target, against, rows, resources, impact }: Plan, look: Look) {
  const what = `${look.paint("bold", environment)} on ${target}, against ${against}`;
  if (rows.length + resources.length === 0) return `${what}: nothing would change`;
  return `${what}: ${describeCounts(rows, resources)}, ${look.paint(styles[impact], impact)}`;
}

const words = { create: "created", update: "changed", replace: "replaced", delete: "removed" };

/** `2 changes: 1 created, 3 changed`. */
export function describeCounts(
  rows: readonly Row[],
  resources: readonly ResourceChange[],
): string {
  const counts = Object.entries(words).flatMap(([op, word]) => {
    const number = resources.filter((one) => one.op === op).length;
    return number > 0 ? [`${number} ${word}`] : [];
  });
  const changes = rows.length > 0 ? [count(rows.length, "change")] : [];
  return [...changes, counts.join(", ")].filter((part) => part !== "").join(": ");
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function section(title: string, lines: readonly string[], { paint }: Look): string {
  return lines.length === 0 ? "" : `${paint("bold", title)}\n${lines.join("\n")}`;
}

function renderRow(row: Row, { resources }: Plan, look: Look): string {
  const { impact, side, merged } = row;
  const was = `${side === "before" ? " (before)" : ""}${merged ? " (already merged)" : ""}`;
  const head = `${placeOf(row.place)}${was}`;
  const lines = [
    fit(`${head} ${titleOf(row)}`, look.columns, (shown) =>
      `${look.paint("dim", shown.slice(0, head.length))}${shown.slice(head.length)}`,
    ),
    `  ${look.paint(styles[impact], impact)}${fit(reasonsOf(row), look.columns - impact.length - 2)}`,
  ];
  const own = resources.filter(({ name }) => row.resources.includes(name));
  return [...lines, ...listShort(own.map((one) => renderResource(one, look)))].join("\n");
}

function reasonsOf({ effects }: Row): string {
  const reasons = new Map<string, string[]>();
  for (const { component, reason, impact } of effects) {
    const key = `${reason}\u0000${impact}`;
    reasons.set(key, [...(reasons.get(key) ?? []), component]);
  }
  const told = [...reasons].map(([key, names]) => `${names.join(", ")}: ${key.split("\u0000")[0]}`);
  return told.length === 0 ? "" : `  ${told.join("; ")}`;
}

const most = 6;

/** One changed line must fit a screen, however many resources follow it. */
function listShort(lines: readonly string[]): string[] {
  return lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most - 1), `    … and ${lines.length - most + 1} more`];
}

function renderResource(one: ResourceChange, look: Look): string {
  const { op, type, name, drift, place } = one;
  const sign = signs[op] ?? "?";
  const why = describeReason(one);
  const where = drift && place ? `  ${placeOf(place)}` : "";
  const what = `${type.slice(type.lastIndexOf(":") + 1)} ${name}${why ? ` (${why})` : ""}${where}`;
  return fit(`    ${sign} ${what}`, look.columns, (shown) =>
    look.paint(colours[sign] ?? "yellow", shown.slice(0, 5)) + shown.slice(5),
  );
}

export function describeReason(change: ResourceChange): string {
  const { properties, follows, fault, drifted = [] } = change;
  const drifts = drifted.map(({ path, before, after }) => `${path} ${before} → ${after}`);
  const found = [...(fault === undefined ? [] : [fault]), ...drifts];
  if (found.length > 0) return found.join(", ");
  return follows ? `follows ${follows}` : properties.join(", ");
}

/** Resources that no row speaks of: what is there is not as it was applied, and what follows. */
function renderRest({ rows, resources }: Plan, look: Look): string {
  const told = new Set(rows.flatMap((row) => row.resources));
  const rest = resources.filter(({ name }) => !told.has(name));
  const render = (title: string, all: readonly ResourceChange[]) =>
    section(title, listShort(all.map((one) => renderResource(one, look))), look);
  const stopped = rest.filter(({ stopped }) => stopped);
  const others = rest.filter(({ stopped }) => !stopped);
  const drifted = new Set(others.filter(({ drift }) => drift).map(({ name }) => name));
  for (const { name, follows } of others) {
    if (follows !== undefined && drifted.has(follows)) drifted.add(name);
  }
  const parts = [
    render("Stopped: starts again", stopped),
    render("Drifted", others.filter(({ name }) => drifted.has(name))),
    render("Besides", others.filter(({ name }) => !drifted.has(name))),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function renderJob({ component, command, because, migrations }: JobRun, at: number, look: Look) {
  const head = fit(`  ${at + 1}. ${component}  ${command}`, look.columns);
  const lines = migrations.flatMap(({ file, statements }) => [
    fit(`     ${file}`, look.columns, (shown) => look.paint("dim", shown)),
    ...statements.map(({ sql, destructive }) => {
      const mark = destructive ? "!" : " ";
      const style = destructive ? "red" : undefined;
      return fit(`     ${mark} ${sql}`, look.columns, style && ((one) => look.paint(style, one)));
    }),
  ]);
  return [head, fit(`     because of ${because.join(", ")}`, look.columns), ...lines].join("\n");
}

function renderLoss({ component, id, acknowledged }: Loss, { paint }: Look): string {
  return `  ! ${component}: ${paint("red", id)}${acknowledged ? " (acknowledged)" : ""}`;
}

function renderSchedule(
  { change, component, schedule, timezone, suspended, next, clock = [] }: ScheduleChange,
  { paint, columns }: Look,
): string {
  const sign = signs[change] ?? "?";
  const when = suspended ? "suspended" : next.length > 0 ? `next ${next.join(", ")}` : "no longer";
  const head = `  ${sign} ${component}  "${schedule}" ${timezone}`;
  return [
    fit(head, columns, (one) => paint(colours[sign] ?? "yellow", one.slice(0, 3)) + one.slice(3)),
    fit(`      ${when}`, columns),
    ...clock.map((one) => fit(`      ${describeClockChange(one)}`, columns)),
  ].join("\n");
}

function renderApproximation({ field, instead, ...place }: Plan["approximations"][number]): string {
  return `  ${placeOf(place)} ${field}: ${instead}`;
}

function renderRemark({ message, place, hint }: Remark, style: Style, { paint }: Look): string {
  const lines = [`  ${placeOf(place)}: ${paint(style, message)}`];
  return [...lines, ...(hint ? [`    hint: ${hint}`] : [])].join("\n");
}

/** Of those that one rule gives the first: a change is read here, and not all that there is. */
function renderWarnings({ warnings, environment }: Plan, look: Look): string[] {
  const alike = new Map<string, Remark[]>();
  for (const one of warnings) {
    const key = one.code === undefined ? one.message : `[${one.code}]`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike].map(([key, [first, ...rest]]) => {
    const more = `\n    and ${rest.length} more ${key}: andamio validate ${environment}`;
    return `${renderRemark(first!, "yellow", look)}${rest.length > 0 ? more : ""}`;
  });
}

export function placeOf({ file, line, column }: { file: string; line: number; column: number }) {
  return `${file}:${line}:${column}`;
}

/** Colours are put on after the cut, because they must not count as width. */
function fit(text: string, columns: number, colour: (shown: string) => string = String): string {
  return colour(text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`);
}
