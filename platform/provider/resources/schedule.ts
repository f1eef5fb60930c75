/** A CronJob: a scheduler of its own, and a private file that says what to run. */
import { rmSync } from "node:fs";

import { writeJson } from "../../targets/local/files.ts";
import { readJson } from "../../targets/local/files.ts";
import { ownProgram } from "../../targets/local/own-program.ts";
import { awaitReady, isReady } from "../../targets/local/readiness.ts";
import { type Scheduled, scheduleFile } from "../../targets/local/schedules.ts";
import { digestOf, type Unit } from "../../targets/local/unit.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";
import { clearPrograms, prepareProgram } from "../prepare-program.ts";
import { describeMissing, programOf } from "../program.ts";
import { isSame } from "../values.ts";

export const schedule: Handler = {
  async apply(name, inputs) {
    const machine = machineOf(inputs);
    await prepareProgram(inputs);
    const scheduled = scheduledOf(inputs);
    const unit = unitOf(name, inputs, scheduled);
    writeJson(scheduleFile(machine.paths, name), scheduled);
    await machine.supervisor.apply([unit]);
    await awaitReady(machine, [unit]);
    clearPrograms(inputs);
    return {};
  },

  async observe(name, state) {
    const { paths, supervisor } = machineOf(state);
    if (!isReady(supervisor.status().get(name))) return "its scheduler does not run";
    const isOwn = isSame(readJson(scheduleFile(paths, name)), scheduledOf(state));
    return isOwn ? describeMissing(state) : "its file was changed";
  },

  async remove(name, state) {
    const { paths, supervisor } = machineOf(state);
    await supervisor.remove([name]);
    rmSync(scheduleFile(paths, name), { force: true });
    clearPrograms({ ...state, files: {} });
  },
};

function scheduledOf(inputs: Inputs): Scheduled {
  const { cron, timezone, overlap, timeoutSeconds, retries, suspended, missedSeconds, history } =
    inputs as unknown as Scheduled;
  const when = { cron, timezone, overlap, suspended, missedSeconds, history };
  return { ...programOf(inputs), ...when, timeoutSeconds, retries };
}

function unitOf(name: string, inputs: Inputs, scheduled: Scheduled): Unit {
  const { paths } = machineOf(inputs);
  return {
    name,
    component: inputs.component,
    kind: "schedule",
    argv: ownProgram(paths, "scheduler.ts", name),
    cwd: paths.root,
    env: {},
    // a run that is under way may end
    stop: { signal: "SIGTERM", graceSeconds: scheduled.stop.graceSeconds + 5 },
    restart: true,
    key: digestOf(paths, scheduled),
  };
}
