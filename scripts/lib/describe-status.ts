/** The status of an environment as a table for people. */

import type { UnitStatus } from "../../platform/targets/target.ts";
import { asTyped } from "./as-typed.ts";
import { columnsOf, describeSeconds, type Format, paint } from "./output.ts";
import { type Cell, renderTable } from "./table.ts";
import type { Call } from "./verb.ts";

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

export function describeStatus({ environment, output }: Pick<Call, "environment" | "output">, units: readonly UnitStatus[], now = Date.now()): string {
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
  const lines = [renderTable([head, ...rows], columnsOf(output.stdout))];
  if (units.some(({ state }) => state === "failed" || state === "stopped")) {
    lines.push("", asTyped(`andamio logs ${environment} NAME says why, andamio up ${environment} mends.`));
  }
  return lines.join("\n");
}

function describeState({ state, replicas }: UnitStatus): string {
  return replicas !== undefined && (replicas.wanted !== 1 || replicas.ready !== 1) ? `${state} ${replicas.ready}/${replicas.wanted}` : state;
}

/** What matters most stands first, because the end is cut in a narrow terminal. */
export function describeDetails(unit: UnitStatus, now: number): string {
  const parts = [unit.reason, unit.address, describeNext(unit, now), describeLast(unit, now)];
  if ((unit.restarts ?? 0) > 0) {
    parts.push(`${unit.restarts} restart${unit.restarts === 1 ? "" : "s"}`);
  }
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
