#!/usr/bin/env node
/** What `npx andamio` starts: set-up, then the command line under Node 24. */
import { fileURLToPath } from "node:url";

process.argv.splice(2, 0, fileURLToPath(new URL("andamio.ts", import.meta.url)));
await import("./setup.mjs");
