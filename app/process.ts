/**
 * How an entry starts, ends and fails: a wrong configuration exits 2, SIGTERM and SIGINT close and
 * exit 0.
 */

import { ConfigError } from "./config/variables.ts";

/** What a job foresaw: told without a stack. */
export class JobError extends Error {
  override readonly name = "JobError";
}

export interface Running {
  close(): Promise<void>;
}

export async function runProcess(start: () => Promise<Running>): Promise<void> {
  process.setSourceMapsEnabled(true);
  const running = start();
  let closing: Promise<void> | undefined;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      closing ??= running
        .then(({ close }) => close())
        .then(() => process.exit(0))
        .catch(fail);
    });
  }
  await running.catch(fail);
}

export function fail(error: unknown): never {
  console.error(isForeseen(error) ? error.message : error);
  process.exit(error instanceof ConfigError ? 2 : 1);
}

/** Those of the system, such as a port that is taken, say enough without a stack. */
function isForeseen(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof JobError ||
    (error instanceof Error && "syscall" in error)
  );
}
