#!/usr/bin/env node
/** Entry of the command line. It loads next to nothing, so that what is quick stays quick. */

import "../platform/keep-compiled.ts";

const { runCommandLine } = await import("./lib/cli.ts");
const { findRoot } = await import("./lib/root.ts");
const root = findRoot(process.cwd());

// What escapes a callback is a bug, and is told like any other.
process.on("uncaughtException", (error) => {
  void tellAndEnd(error);
});

// The code is set, not exited with, so that what was written is flushed.
process.exitCode = await runCommandLine(process.argv.slice(2), root);

async function tellAndEnd(error: Error): Promise<never> {
  const { reportError } = await import("./lib/errors.ts");
  const { createOutput } = await import("./lib/output.ts");
  await reportError(error, createOutput(false, process.stdout, process.stderr), root);
  process.exit(1);
}
