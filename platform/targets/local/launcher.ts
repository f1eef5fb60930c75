/**
 * Runs one unit as a child: `launcher.ts ROOT ENVIRONMENT UNIT DIGEST`. Records who it is, ends
 * what an earlier launcher left behind, asks the probes, and ends when told to or when its
 * supervisor dies. Restarts are the supervisor's.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

import { writeJson } from "./files.ts";
import { pause, watchHealth } from "./health.ts";
import { openProgramOutput, type ProgramOutput, writeLogLine } from "./log-writer.ts";
import { pathsOf } from "./paths.ts";
import { anyFreePort } from "./ports.ts";
import { identityOf, isAlive, signalGroup } from "./process-identity.ts";
import { programEnvironment } from "./program-environment.ts";
import { readRemembered, rememberProcesses, type UnitProcesses } from "./remembered.ts";
import { lookUpUser } from "./system-user.ts";
import { logFile, readRecord, readUnit, recordFile, type Unit, type UnitRecord } from "./unit.ts";

const [root = "", environment = "", name = "", digest = ""] = process.argv.slice(2);
const paths = pathsOf(root, environment);
const supervisor = process.ppid;
/** How long the end of a program waits for room to be written down. */
const patienceSeconds = 60;
let stopping = false;
let timedOut = false;

const unit = readUnit(paths, name);
if (!unit) {
  console.error(`unit ${name} has no file`);
  process.exit(78);
}
process.exit(await launch(unit).catch(reportFault));

async function launch(unit: Unit): Promise<number> {
  const before = readRecord(paths, name);
  for (const earlier of [before, readRemembered(paths, name)]) await endPredecessor(earlier);
  const record = newRecord(unit, before);
  await waitBeforeRestart(record);
  let exitCode = await runOnce(unit, record);
  for (
    let retry = 0;
    !unit.restart && exitCode !== 0 && !stopping && retry < (unit.retries ?? 0);
    retry++
  ) {
    record.restarts++;
    await sleep(Math.min(1000 * 2 ** retry, 30_000));
    exitCode = await runOnce(unit, record);
  }
  return exitCode;
}

/** A program that cannot be started at all, or a fault of ours: told where people look. */
function reportFault(error: Error): number {
  writeLogLine(logFile(paths, name), `andamio: ${error.message}`);
  return 70;
}

/** Kill -9 of a launcher leaves its child alive, which would still hold the port or the data. */
async function endPredecessor(before: UnitProcesses | undefined): Promise<void> {
  if (before?.launcher && before.launcher.pid !== process.pid && isAlive(before.launcher)) {
    process.kill(before.launcher.pid, "SIGKILL");
  }
  if (!before?.child) return;
  if (isAlive(before.child)) signalGroup(before.child.pid, "SIGKILL");
  while (isAlive(before.child)) await sleep(20);
}

function newRecord(unit: Unit, before: UnitRecord | undefined): UnitRecord {
  const died = before?.digest === digest && before.endedByRequest !== true && unit.restart;
  return {
    unit: name,
    component: unit.component,
    kind: unit.kind,
    digest,
    launcher: identityOf(process.pid)!,
    state: "starting",
    restarts: died ? before.restarts + 1 : 0,
    quickDeaths: died && livedShortly(before) ? before.quickDeaths + 1 : 0,
    startedAt: new Date().toISOString(),
    reason: died ? before.reason : undefined,
  };
}

function livedShortly(before: UnitRecord): boolean {
  return Date.parse(before.endedAt ?? before.startedAt) - Date.parse(before.startedAt) < 30_000;
}

/** Each quick death in a row doubles the pause, up to 30 s. */
async function waitBeforeRestart(record: UnitRecord): Promise<void> {
  if (record.quickDeaths < 2) return;
  writeJson(recordFile(paths, name), record);
  await sleep(Math.min(500 * 2 ** (record.quickDeaths - 2), 30_000));
  record.startedAt = new Date().toISOString();
}

async function runOnce(unit: Unit, record: UnitRecord): Promise<number> {
  writeJson(recordFile(paths, name), record); // before it starts: whoever looks now must see it
  const port = unit.privatePort ? await anyFreePort() : unit.port;
  const output = openProgramOutput(logFile(paths, name));
  const child = start(unit, port, output);
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    child.once("error", (error) => resolve({ code: 127, reason: error.message }));
    child.once("exit", (code, signal) => resolve(describeExit(code, signal)));
  });
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  const kept = keepRecord(record);
  const { update } = kept;
  update({ child: identity, port, state: "starting", endedAt: undefined, exitCode: undefined });
  const watch = new AbortController();
  watch.signal.addEventListener("abort", kept.end);
  const stop = stopOnRequest(unit, child, watch.signal);
  void watchHealth(unit, child, port, update, watch.signal);
  void endInTime(unit, stop, watch.signal);
  const { code, reason } = await ended;
  watch.abort();
  // what the program left of its own group
  if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  await output.drained(); // whoever hears of its end reads its last lines
  const said = stopping
    ? "stopped"
    : timedOut
      ? `took longer than ${unit.timeoutSeconds} s`
      : reason;
  const endedAt = new Date().toISOString();
  update({
    state: "exited",
    endedAt,
    exitCode: timedOut ? 124 : code,
    reason: said,
    endedByRequest: stopping,
  });
  for (let second = 0; !kept.isWritten() && second < patienceSeconds; second++) {
    await sleep(1000); // a Job whose end nobody knows of would run again
    update({});
  }
  return timedOut ? 124 : code;
}

interface Kept {
  update(changes: Partial<UnitRecord>): void;
  isWritten(): boolean;
  end(): void;
}

/**
 * Others know the unit by its record alone: one that was removed or torn is written again. A full
 * disk ends no program: what could not be written is, a second later.
 */
function keepRecord(record: UnitRecord): Kept {
  let isWritten = false;
  const update = (changes: Partial<UnitRecord>) => {
    Object.assign(record, changes);
    try {
      rememberProcesses(paths, name, record);
      writeJson(recordFile(paths, name), record);
      isWritten = true;
    } catch {
      isWritten = false;
    }
  };
  const timer = setInterval(() => {
    if (!isWritten || !readRecord(paths, name)) update({});
  }, 1000);
  return { update, isWritten: () => isWritten, end: () => clearInterval(timer) };
}

function start(unit: Unit, port: number | undefined, output: ProgramOutput): ChildProcess {
  const [program = "", ...args] = unit.argv;
  const user = unit.user ? lookUpUser(unit.user) : undefined;
  const child = spawn(program, args, {
    cwd: unit.cwd,
    env: programEnvironment(unit.env, port, user),
    stdio: [unit.stdin === undefined ? "ignore" : "pipe", output.descriptor, output.descriptor],
    detached: true,
    uid: user?.uid,
    gid: user?.gid,
  });
  output.started();
  child.stdin?.on("error", () => undefined); // it died before it read: its exit tells
  child.stdin?.end(unit.stdin);
  return child;
}

async function endInTime(unit: Unit, stop: () => void, signal: AbortSignal): Promise<void> {
  timedOut = false;
  if (unit.timeoutSeconds === undefined) return;
  await pause(unit.timeoutSeconds * 1000, signal);
  if (signal.aborted) return;
  timedOut = true;
  stop();
}

/**
 * On SIGTERM, and when the supervisor is gone: the program's own signal, then, after the grace,
 * SIGKILL for its whole group.
 */
function stopOnRequest(unit: Unit, child: ChildProcess, signal: AbortSignal): () => void {
  const stop = () => {
    if (child.pid === undefined) return;
    signalGroup(child.pid, unit.stop.signal as NodeJS.Signals);
    void pause(unit.stop.graceSeconds * 1000, signal).then(() => {
      if (!signal.aborted && child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    });
  };
  const stopForGood = () => {
    if (stopping) return;
    stopping = true;
    stop();
  };
  process.removeAllListeners("SIGTERM").on("SIGTERM", stopForGood);
  process.removeAllListeners("SIGINT").on("SIGINT", stopForGood);
  const watchSupervisor = setInterval(() => process.ppid !== supervisor && stopForGood(), 250);
  signal.addEventListener("abort", () => clearInterval(watchSupervisor));
  return stop;
}

function describeExit(
  code: number | null,
  signal: NodeJS.Signals | null,
): { code: number; reason: string } {
  if (signal) {
    return { code: 128 + (constants.signals[signal] ?? 0), reason: `killed by ${signal}` };
  }
  return { code: code ?? 1, reason: `exited with code ${code}` };
}
