#!/usr/bin/env node
/** Entry of the command line. It loads next to nothing, so that what is quick stays quick. */

import { enableCompileCache } from "node:module";

enableCompileCache();

const { runCommandLine } = await import("./lib/cli.ts");
const { findRoot } = await import("./lib/root.ts");

// The code is set, not exited with, so that what was written is flushed.
process.exitCode = await runCommandLine(process.argv.slice(2), findRoot(process.cwd()));
