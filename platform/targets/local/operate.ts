/**
 * The running side of this target: status, logs, exec, run, restart, stop. Loads no Pulumi and asks
 * no engine.
 */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { PlatformError } from "../../errors.ts";
import type { Operations, Streams } from "../operations.ts";
import { discardComponents } from "./discard.ts";
import { readText, writePrivately } from "./files.ts";
import { openLogs } from "./logs.ts";
import { type EnvironmentPaths, pathsOf } from "./paths.ts";
import { readPorts } from "./ports.ts";
import { restartComponents } from "./restart.ts";
import { runProgram } from "./run-program.ts";
import { readSchedule, recordRun } from "./schedules.ts";
import { describeUnits } from "./status.ts";
import { openSupervisor } from "./supervisor.ts";
import { findTroubles } from "./troubles.ts";

export function operate({ name, root }: { name: string; root: string }): Operations {
  const paths = pathsOf(root, name);
  const supervisor = openSupervisor(paths);
  const machine = { paths, supervisor };
  return {
    status: async () => describeUnits(machine),
    holds: async (port) =>
      supervisor.isRunning() && Object.values(readPorts(paths)).includes(port),
    logs: async (options) => openLogs(paths, options),
    exec: (component, command, streams) => runProgram(paths, component, streams, command),
    run: (component, streams) => runOnRequest(paths, component, streams),
    stop: () => supervisor.stop(),
    restart: (components) => restartComponents(machine, components),
    discard: (components, options) => discardComponents(machine, components, options),
    secrets: {
      read: async (secret) => readText(join(paths.secrets, secret)),
      write: async (secret, value) => writePrivately(join(paths.secrets, secret), value),
    },
    troubles: async (look) => findTroubles(paths, look),
    endLeftovers: () => supervisor.stop(),
    async removeData() {
      if (supervisor.isRunning()) {
        throw new PlatformError("locked", `${name} still runs`, {
          hint: `andamio destroy ${name} --data`,
        });
      }
      for (const folder of [paths.data, paths.home, dirname(paths.sockets)]) {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** A CronJob keeps it with those that its schedule starts. */
async function runOnRequest(
  paths: EnvironmentPaths,
  component: string,
  streams: Streams,
): Promise<number> {
  const at = new Date();
  const exitCode = await runProgram(paths, component, streams);
  const seconds = (Date.now() - at.getTime()) / 1000;
  const schedule = readSchedule(paths, component);
  const run = { at: at.toISOString(), seconds, exitCode };
  if (schedule) recordRun(paths, component, run, schedule.history);
  return exitCode;
}
