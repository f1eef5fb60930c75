/**
 * What `up` says in the end: what runs where, how to log in, what to type next. It never holds a
 * secret.
 */

import type { Component, Environment } from "../../platform/environment.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { asTyped } from "./as-typed.ts";
import { describeCounts } from "./changes.ts";
import { describeDetails } from "./describe-status.ts";
import { columnsOf, describeSeconds, type Output, paint } from "./output.ts";
import { seededUsers } from "./seeded-users.ts";
import { type Cell, renderTable } from "./table.ts";

export interface Done {
  environment: Environment;
  units: readonly UnitStatus[];
  /** How many resources of each kind of change. */
  changes: Readonly<Record<string, number>>;
  seconds: number;
  output: Output;
  now?: number;
}

/** For an `up` that found nothing to do. */
export function describeNothingChanged({ environment: { name }, seconds, output }: Done): string {
  const up = paint(output.stdout, "green", `${name} is up`);
  return asTyped(`${up}, nothing changed (${describeSeconds(seconds)}). What runs: andamio status ${name}`);
}

export function describeClosing(done: Done): string {
  const { environment: { name, target }, output, seconds, changes } = done;
  const title = paint(output.stdout, ["green", "bold"], `${name} is up`);
  return [
    `${title} on ${target} in ${describeSeconds(seconds)}: ${describeCounts(changes)}`,
    "",
    describeUnits(done),
    ...describeLogIn(done),
    "",
    describeNext(done),
  ].join("\n");
}

function describeUnits({ units, output, now = Date.now() }: Done): string {
  const rows = units.map((unit): Cell[] => [
    { text: `  ${unit.component}` },
    { text: unit.state, paint: (text) => paint(output.stdout, unit.state === "failed" ? "red" : "green", text) },
    { text: describeDetails(unit, now) },
  ]);
  return renderTable(rows, columnsOf(output.stdout));
}

/** Only where a seed made the users whose passwords everybody knows. */
function describeLogIn({ environment, units, output }: Done): string[] {
  const seeds = Object.values(environment.components).some((component) => isSeed(component));
  if (environment.profile !== "dev" || !seeds) return [];
  const isOpen = (unit: UnitStatus) => unit.kind === "Service" && unit.address !== undefined;
  const address = units.find(isOpen)?.address;
  if (address === undefined) return [];
  const [{ user, password }] = seededUsers;
  return [
    "",
    `${paint(output.stdout, "bold", "Log in")} as user/password; ${address}/docs shows the API`,
    `  ${seededUsers.map((one) => `${one.user}/${one.password}`).join("  ")}`,
    `  curl -d username=${user} -d password=${password} \\`,
    `    ${address}/api/auth/login`,
  ];
}

function isSeed({ kind, command }: Component): boolean {
  return kind === "Job" && Array.isArray(command) && command.includes("seed");
}

function describeNext({ environment: { name, components }, output }: Done): string {
  const job = Object.entries(components).find(([, { kind }]) => kind === "CronJob")?.[0];
  const commands = [
    [`andamio logs ${name} -f`, "follow the logs"],
    ...(job === undefined ? [] : [[`andamio run ${name} ${job}`, "run a job now"]]),
    [`andamio status ${name}`, "what runs, where"],
    [`andamio down ${name}`, "stop it, keep the data"],
  ];
  const rows = commands.map(([command = "", does = ""]): Cell[] => [{ text: `  ${asTyped(command)}` }, { text: does }]);
  return `${paint(output.stdout, "bold", "Next")}\n${renderTable(rows, columnsOf(output.stdout))}`;
}
