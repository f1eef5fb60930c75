/** What items ask of a running environment: its operations, and the app's own commands in there. */

import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { isPlatformError, PlatformError } from "../../../platform/errors.ts";
import { listPrograms, type Program } from "../../../policies/programs.ts";
import { type Opened, openOperations } from "../operations.ts";
import type { Call } from "../verb.ts";
import { type Outcome, passIf } from "./item.ts";

/** What cannot be asked has failed, with the reason. */
export async function askRunning(
  call: Call, ask: (opened: Opened) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await ask(await openOperations(call));
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return passIf(false, error.message);
  }
}

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export async function runInside(
  { operations }: Opened, component: string, command: readonly string[],
): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const stdin = new PassThrough().end();
  const code = await operations.exec(component, command, { stdin, stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { code, stdout: out, stderr: err };
}

const server = /(^|\/)server(?=\.(js|ts)$)/;

/** The first Service that runs the app's server. Throws `component_unknown`. */
export function findServer({ environment }: Opened): Program {
  const services = environment ? listPrograms(environment, ["Service"]) : [];
  const found = services.find((one) => wordsOf(one).some((word) => server.test(word)));
  if (found) return found;
  throw new PlatformError("component_unknown", "no Service of it runs the app's server");
}

/** One of the app's own commands, where its server runs. */
export async function runJob(opened: Opened, ...words: string[]): Promise<Ended> {
  const { component, command } = locateJob(opened, ...words);
  return runInside(opened, component, command);
}

export function locateJob(opened: Opened, ...words: string[]) {
  const program = findServer(opened);
  const own = wordsOf(program);
  const at = own.findIndex((word) => server.test(word));
  const entry = own[at]!.replace(server, "$1jobs");
  return { component: program.name, command: [...own.slice(0, at), entry, ...words] };
}

function wordsOf({ spec }: Program): readonly string[] {
  return (spec.command ?? []) as readonly string[];
}

/** Several items ask the same in one go through a list. */
const inspected = new WeakMap<Call, Promise<Facts>>();

export interface Facts {
  pending: readonly string[];
  seeded: readonly string[];
  /** Action of the audit log → when it was last done */
  lastOf: Readonly<Record<string, string | undefined>>;
  /** Null where the queue is no Redis. */
  workers: number | null;
  point: {
    scheduled: boolean;
    intervalHours: number;
    alerts: readonly { code: string; level: string; message: string }[];
  };
}

/** An item that is judged by what the app says of itself. */
export function inspect(
  call: Call, judge: (facts: Facts, opened: Opened) => Outcome,
): Promise<Outcome> {
  return askRunning(call, async (opened) => {
    const facts = inspected.get(call) ?? readFacts(opened);
    inspected.set(call, facts);
    return judge(await facts, opened);
  });
}

async function readFacts(opened: Opened): Promise<Facts> {
  const { code, stdout, stderr } = await runJob(opened, "inspect");
  if (code === 0) return JSON.parse(stdout) as Facts;
  throw new PlatformError("not_running", `the app could not be asked: ${stderr.trim().split("\n").at(-1)}`);
}
