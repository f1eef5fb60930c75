/**
 * A Job: done once for each key, which follows from the program, its command, its variables and the
 * data that it binds.
 */
import { setTimeout as sleep } from "node:timers/promises";

import { forgetLogs } from "../../targets/local/log-files.ts";
import { isAlive } from "../../targets/local/process-identity.ts";
import { awaitEnd, failure, type Machine } from "../../targets/local/readiness.ts";
import { digestOf, listRecords, readRecord, type Unit, writeUnit } from "../../targets/local/unit.ts";
import type { Handler, Inputs, Outputs } from "../handler.ts";
import { machineOf } from "../machine.ts";
import { clearPrograms, prepareProgram } from "../prepare-program.ts";
import { programOf } from "../program.ts";

export const job: Handler = {
  async apply(name, inputs, before) {
    const machine = machineOf(inputs);
    await prepareProgram(inputs);
    const unit = unitOf(name, inputs, machine, before);
    if (isDone(machine, unit.name)) {
      writeUnit(machine.paths, unit); // for when it is run by hand
    } else if (!(await isUnderWay(machine, unit.name))) {
      // a run that outlived the engine is waited for, never started twice
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

function unitOf(
  name: string,
  inputs: Inputs,
  { paths }: Machine,
  before: Outputs | undefined,
): Unit {
  const { timeoutSeconds, retries } = inputs as unknown as JobInputs;
  const key = digestOf(paths, reasonsOf(inputs));
  const asked = before?.["asked"] as Inputs | undefined;
  const isSame = asked !== undefined && digestOf(paths, reasonsOf(asked)) === key;
  return {
    ...programOf(inputs),
    name: isSame ? String(before?.["unit"]) : `${name}.${key.slice(0, 8)}`,
    component: inputs.component,
    kind: "job",
    restart: false,
    timeoutSeconds,
    retries,
    key,
  };
}

interface JobInputs {
  program: { digest: string; workdir: string };
  data: readonly string[];
  timeoutSeconds: number;
  retries: number;
}

/** What it runs again for, when it changes; how it is ended, and where, is for its next run. */
function reasonsOf(inputs: Inputs): unknown {
  const { program: { digest, workdir }, data } = inputs as unknown as JobInputs;
  const { argv, env } = programOf(inputs);
  return { argv, env, digest, workdir, data };
}
