/** Is everything as it should be that runs, and if not, what does it say itself? */

import type { LogLine, Operations, UnitStatus } from "../../../platform/targets/operations.ts";
import { asTyped } from "../as-typed.ts";
import { readLogs } from "../logs/read-logs.ts";
import { openOperations, type Unit } from "../operations.ts";
import type { Check, Finding } from "./finding.ts";
import { isBeingChanged } from "./locks.ts";

const tail = 12;

/** What PostgreSQL and Redis say to a wrong password. */
const refusal = /password authentication failed|WRONGPASS|invalid username-password pair/;

export const checkUnits: Check = async (call, deployed) => {
  const { operations, readStatus } = await openOperations(call);
  const units = await readStatus();
  const { environment } = call;
  if (units.every(({ state }) => state === "stopped" || state === "done")) {
    const message = isBeingChanged(call.root, deployed)
      ? `nothing of ${environment} runs yet: it is being changed at this moment`
      : asTyped(`nothing of ${environment} runs: andamio up ${environment}`);
    return [{ check: "component", ok: true, message }];
  }
  const findings: Finding[] = [];
  for (const unit of units) findings.push(await checkUnit(operations, unit, environment));
  if (findings.every(({ ok }) => ok)) return findings;
  return [...findings, ...await checkPasswords(operations, units, environment)];
};

async function checkUnit(
  operations: Operations, unit: Unit, environment: string,
): Promise<Finding> {
  const { component, kind, state, reason, failure } = unit;
  const update = failure && state !== "failed" ? `, and its last update failed: ${failure.message}` : "";
  const message = `${kind} ${component}: ${reason ?? state}${update}`;
  if (failure === undefined && state !== "failed" && state !== "starting") return { check: "component", ok: true, message };
  const log = await readLog(operations, component, tail);
  const hint = asTyped(`andamio logs ${environment} ${component}`);
  return { check: "component", ok: false, message, log: log.slice(-tail), hint };
}

/** Where something is wrong, a database that lets nobody in may be why; it says so itself. */
async function checkPasswords(
  operations: Operations, units: readonly UnitStatus[], environment: string,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { component, kind } of units) {
    if (kind !== "Database" && kind !== "Redis") continue;
    const log = await readLog(operations, component, 50);
    const refused = log.findLast(({ text }) => refusal.test(text));
    if (refused === undefined) continue;
    findings.push({
      check: "password", ok: false, log: [refused],
      message: `${kind} ${component}: the kept data refuses a password`,
      hint: asTyped(`andamio down ${environment}, then andamio up ${environment}: that sets it again`),
    });
  }
  return findings;
}

async function readLog(
  operations: Operations, component: string, lines: number,
): Promise<LogLine[]> {
  const found: LogLine[] = [];
  const logs = await operations.logs({ components: [component] });
  for await (const line of readLogs(logs, { tail: lines })) found.push(line);
  return found;
}
