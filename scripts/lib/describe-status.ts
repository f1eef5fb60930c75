/** The status of an environment as a table for people. */

import type { Environment } from "../../platform/environment.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { asTyped } from "./as-typed.ts";
import type { Unit } from "./operations.ts";
import { columnsOf, describeSeconds, type Format, type Output, paint } from "./output.ts";
import { type Cell, renderTable } from "./table.ts";

const colours: Readonly<Record<UnitStatus["state"], Format>> = {
  ready: "green",
  running: "green",
  done: "green",
  scheduled: "green",
  starting: "yellow",
  suspended: "dim",
  stopped: "dim",
  failed: "red",
};

interface Status {
  environment: string;
  output: Output;
  units: readonly Unit[];
  /** What the file says for people. */
  about?: Pick<Environment, "target" | "description" | "owner" | "labels">;
  now?: number;
}

export function describeStatus(status: Status): string {
  const { environment, output, units, about, now = Date.now() } = status;
  if (units.every(({ state }) => state === "stopped" || state === "done")) {
    return asTyped(`Nothing of ${environment} runs. Start it: andamio up ${environment}`);
  }
  const head = ["COMPONENT", "KIND", "STATE", "WHERE, WHEN, WHY"].map((text) => ({
    text, paint: (padded: string) => paint(output.stdout, "dim", padded),
  }));
  const rows = units.map((unit): Cell[] => [
    { text: unit.component },
    { text: unit.kind },
    { text: describeState(unit), paint: (text) => paint(output.stdout, colours[unit.state], text) },
    { text: describeDetails(unit, now) },
  ]);
  const table = renderTable([head, ...rows], columnsOf(output.stdout));
  const lines = [...describeAbout(environment, about), table];
  if (units.some(({ state }) => state === "failed" || state === "stopped")) {
    lines.push("", asTyped(`andamio logs ${environment} NAME says why, andamio up ${environment} mends.`));
  }
  return lines.join("\n");
}

/** A line above the table, where the file says anything for people. */
function describeAbout(environment: string, about: Status["about"]): string[] {
  if (about === undefined) return [];
  const owner = about.owner === undefined ? [] : [`owner ${about.owner}`];
  const parts = [about.description, ...owner, describeLabels(about.labels)].filter(Boolean);
  return parts.length === 0 ? [] : [`${environment} on ${about.target}: ${parts.join(", ")}`, ""];
}

function describeLabels(labels: Readonly<Record<string, string>> = {}): string | undefined {
  const all = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return all.length === 0 ? undefined : all.join(", ");
}

function describeState({ state, replicas }: UnitStatus): string {
  return replicas !== undefined && (replicas.wanted !== 1 || replicas.ready !== 1) ? `${state} ${replicas.ready}/${replicas.wanted}` : state;
}

/** What matters most stands first, because the end is cut in a narrow terminal. */
export function describeDetails(unit: Unit, now: number): string {
  const failed = unit.state === "failed" ? undefined : unit.failure;
  const update = failed && `the last update failed: ${failed.message}`;
  const parts = [
    unit.reason, update, unit.address, describeNext(unit, now), describeLast(unit, now),
  ];
  if ((unit.restarts ?? 0) > 0) {
    parts.push(`${unit.restarts} restart${unit.restarts === 1 ? "" : "s"}`);
  }
  parts.push(describeLabels(unit.labels));
  return parts.filter((part) => part !== undefined).join(", ");
}

function describeNext({ nextRun }: UnitStatus, now: number): string | undefined {
  return nextRun === undefined ? undefined : `next in ${describeSpan(Date.parse(nextRun) - now)}`;
}

function describeLast({ lastRun }: UnitStatus, now: number): string | undefined {
  if (lastRun === undefined) {
    return undefined;
  }
  const result = lastRun.exitCode === 0 ? "ok" : lastRun.exitCode === null ? "stopped" : `exit code ${lastRun.exitCode}`;
  return `last ${describeSpan(now - Date.parse(lastRun.at))} ago: ${result}, took ${describeSeconds(lastRun.seconds)}`;
}

/** Milliseconds as the largest unit that is at least one: `45 s`, `12 min`, `5 h`, `3 d`. */
export function describeSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const units = [["d", 86_400], ["h", 3600], ["min", 60]] as const;
  const [name, size] = units.find(([, length]) => seconds >= length) ?? ["s", 1];
  return `${Math.floor(seconds / size)} ${name}`;
}
