/**
 * How an entry starts, ends and fails: a wrong configuration exits 2, SIGTERM and SIGINT close and
 * exit 0.
 */

import { ConfigError } from "./config/variables.ts";

interface JobOptions {
  exitCode?: 0 | 1 | 2;
  output?: string;
  cause?: unknown;
}

/** What a job foresaw: told without a stack. */
export class JobError extends Error {
  override readonly name = "JobError";
  readonly exitCode: number;
  /** For standard output, before the message */
  readonly output?: string;

  /** 2 says that the call was wrong, 1 that the work failed, and 0 that the usage was asked for. */
  constructor(message: string, { exitCode = 1, output, cause }: JobOptions = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
    if (output !== undefined) this.output = output;
  }
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
  if (error instanceof JobError && error.output !== undefined) console.log(error.output);
  if (error instanceof JobError && error.exitCode === 0) process.exit(0);
  console.error(isForeseen(error) ? error.message : error);
  if (error instanceof ConfigError) process.exit(2);
  process.exit(error instanceof JobError ? error.exitCode : 1);
}

/** Those of the system, such as a port that is taken, say enough without a stack. */
function isForeseen(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof JobError ||
    (error instanceof Error && "syscall" in error)
  );
}
