/** Is everything as it should be that runs, and if not, what does it say itself? */

import type { LogLine, Operations, UnitStatus } from "../../../platform/targets/target.ts";
import { asTyped } from "../as-typed.ts";
import { openOperations } from "../operations.ts";
import type { Check, Finding } from "./finding.ts";

const tail = 12;

/** What PostgreSQL and Redis say to a wrong password. */
const refused = /password authentication failed|WRONGPASS|invalid username-password pair/;

export const checkUnits: Check = async (call) => {
  const { operations, readStatus } = await openOperations(call);
  const units = await readStatus();
  if (units.every(({ state }) => state === "stopped" || state === "done")) {
    return [{ check: "component", ok: true, message: `nothing of ${call.environment} runs (${asTyped(`andamio up ${call.environment}`)})` }];
  }
  return Promise.all(units.map((unit) => checkUnit(operations, unit, call.environment)));
};

async function checkUnit(
  operations: Operations, unit: UnitStatus, environment: string,
): Promise<Finding> {
  const { component, kind, state, reason } = unit;
  const message = `${kind} ${component}: ${reason ?? state}`;
  if (state !== "failed" && state !== "starting") return { check: "component", ok: true, message };
  const log = await readLog(operations, component);
  if (log.some(({ text }) => refused.test(text)) || refused.test(reason ?? "")) {
    return {
      check: "password", ok: false, log, message: `${message}; the kept data refuses the password`,
      hint: asTyped(`andamio up ${environment} sets it again; if the data may go: andamio destroy ${environment} --data`),
    };
  }
  return { check: "component", ok: false, message, log, hint: asTyped(`andamio logs ${environment} ${component}`) };
}

async function readLog(operations: Operations, component: string): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  const options = { components: [component], tail, follow: false };
  for await (const line of operations.logs(options)) lines.push(line);
  return lines;
}
