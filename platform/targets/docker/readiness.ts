/** Waits until containers are ready, or tells why they never will be. */
import { setTimeout as sleep } from "node:timers/promises";

import type Docker from "dockerode";

import { type ErrorCode, PlatformError } from "../../errors.ts";
import { askContainer } from "./ask.ts";
import { readLastLines, startContainer } from "./containers.ts";
import { statusOf } from "./daemon.ts";
import type { Readiness } from "./unit.ts";

/** How often a program may die before it counts as broken. */
const deaths = 3;
/** How long one without a probe must live. */
const settledMs = 3000;
const quoted = 10;

/** Starts what does not run. Throws `start_failed` with the last log lines. */
export async function awaitReady(
  docker: Docker,
  name: string,
  ids: readonly string[],
  ready: Readiness,
): Promise<void> {
  const results = await Promise.allSettled(ids.map((id) => awaitOne(docker, name, id, ready)));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

async function awaitOne(docker: Docker, name: string, id: string, ready: Readiness): Promise<void> {
  const container = docker.getContainer(id);
  const before = await container.inspect();
  if (!before.State.Running) await startContainer(docker, id);
  let reason = "it did not start";
  for (const begun = Date.now(); ; await sleep(Date.now() - begun < 3000 ? 200 : 1000)) {
    const { State, RestartCount } = await container.inspect();
    const died = RestartCount - before.RestartCount;
    const asked = await askOne(docker, id, State, ready);
    if (asked === undefined) return;
    reason = asked;
    const often = died >= deaths ? `, ${died} times` : "";
    if (often && State.Running) reason = "it ends soon after its start";
    if (!often && Date.now() - begun < ready.patienceSeconds * 1000) continue;
    const message = `${name} did not become ready: ${reason}${often}`;
    throw await failure("start_failed", docker, id, message);
  }
}

/** What is wrong; `undefined` when it is ready. */
export async function askOne(
  docker: Docker,
  id: string,
  state: Docker.ContainerInspectInfo["State"],
  { command, timeoutSeconds }: Readiness,
): Promise<string | undefined> {
  if (!state.Running || state.Restarting) return describeEnd(state);
  if (!command) return Date.now() - Date.parse(state.StartedAt) < settledMs ? "it has just started" : undefined;
  try {
    const { exitCode, output } = await askContainer(docker, id, command, timeoutSeconds);
    if (exitCode === 0) return undefined;
    const words = output.split("\n").at(-1);
    return words ? `its probe says: ${words}` : "its probe does not pass";
  } catch (error) {
    if (statusOf(error) === 409) return "it has just ended"; // between two looks
    throw error;
  }
}

function describeEnd({ ExitCode, OOMKilled, Error: fault }: Docker.ContainerInspectInfo["State"]): string {
  if (OOMKilled) return "it took more memory than it may, and was killed";
  return fault ? `it cannot be started: ${fault}` : `it exited with code ${ExitCode}`;
}

/** An error that quotes the end of what a container wrote. */
export async function failure(
  code: ErrorCode,
  docker: Docker,
  id: string,
  message: string,
): Promise<PlatformError> {
  const lines = (await readLastLines(docker, id, quoted)).map((line) => `  | ${line}`);
  const said = lines.length > 0 ? `\nits last lines:\n${lines.join("\n")}` : "\nit wrote nothing";
  return new PlatformError(code, `${message}${said}`);
}
