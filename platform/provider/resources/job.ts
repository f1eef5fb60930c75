/**
 * A Job: done once for each key, which follows from the program, its command, its variables and the
 * data that it binds.
 */
import { setTimeout as sleep } from "node:timers/promises";

import { forgetLogs } from "../../targets/local/log-files.ts";
import { isAlive } from "../../targets/local/process-identity.ts";
import { awaitEnd, failure, type Machine } from "../../targets/local/readiness.ts";
import { digestOf, listRecords, readRecord, type Unit } from "../../targets/local/unit.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";
import { clearPrograms, prepareProgram } from "../prepare-program.ts";
import { programOf } from "../program.ts";

export const job: Handler = {
  async apply(name, inputs) {
    const machine = machineOf(inputs);
    await prepareProgram(inputs);
    const unit = unitOf(name, inputs, machine);
    // a run that outlived the engine is waited for, never started twice
    if (!isDone(machine, unit.name) && !(await isUnderWay(machine, unit.name))) {
      await machine.supervisor.remove([unit.name]);
      await machine.supervisor.apply([unit]);
    }
    const { exitCode, reason } = await awaitEnd(machine, unit.name);
    if (exitCode !== 0) {
      throw failure("job_failed", machine.paths, unit.name, `the job ${name} failed: ${reason}`);
    }
    await forgetEarlier(machine, name, unit.name);
    forgetLogs(machine.paths.logs, name, [unit.name]);
    clearPrograms(inputs);
    return { unit: unit.name };
  },

  async observe(name, state) {
    const machine = machineOf(state);
    const unit = String(state["unit"]);
    if (!isDone(machine, unit)) return "it has not run";
    // a try that failed, of a release that was taken back
    return earlierUnits(machine, name, unit).length > 0 ? "a later try failed" : undefined;
  },

  async remove(name, state) {
    await forgetEarlier(machineOf(state), name);
    clearPrograms({ ...state, files: {} });
  },
};

function isDone({ supervisor }: Machine, unit: string): boolean {
  const record = supervisor.status().get(unit)?.record;
  return record?.state === "exited" && record.exitCode === 0;
}

/** A launcher that was told of the unit needs a moment to write its record. */
async function isUnderWay({ paths, supervisor }: Machine, unit: string): Promise<boolean> {
  for (let attempt = 0; supervisor.knows(unit) && attempt < 75; attempt++) {
    const record = readRecord(paths, unit);
    if (record) return isAlive(record.launcher);
    await sleep(40);
  }
  return false;
}

async function forgetEarlier(machine: Machine, name: string, current?: string): Promise<void> {
  const earlier = earlierUnits(machine, name, current);
  if (earlier.length > 0) await machine.supervisor.remove(earlier);
}

function earlierUnits({ paths }: Machine, name: string, current?: string): string[] {
  const units = listRecords(paths).map((record) => record.unit);
  return units.filter((unit) => unit.startsWith(`${name}.`) && unit !== current);
}

function unitOf(name: string, inputs: Inputs, { paths }: Machine): Unit {
  const program = programOf(inputs);
  const { data, timeoutSeconds, retries } = inputs as unknown as {
    data: string[];
    timeoutSeconds: number;
    retries: number;
  };
  const key = digestOf(paths, { ...program, digest: inputs["program"], data });
  return {
    ...program,
    name: `${name}.${key.slice(0, 8)}`,
    component: inputs.component,
    kind: "job",
    restart: false,
    timeoutSeconds,
    retries,
    key,
  };
}
