/** `andamio logs`: what all or some components wrote, merged by time, and what follows. */

import { PlatformError } from "../platform/errors.ts";
import { stopMasking } from "../platform/masking/known-secrets.ts";
import { asTyped } from "./lib/as-typed.ts";
import { listProbes } from "./lib/logs/list-probes.ts";
import { parseSelection } from "./lib/logs/parse-selection.ts";
import { createLinePrinter } from "./lib/logs/print-lines.ts";
import { readLogs } from "./lib/logs/read-logs.ts";
import { checkComponents, openOperations } from "./lib/operations.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const logs: Verb = {
  usage: "logs [ENV] [NAME…] [--since TIME] [--grep PATTERN] [--tail N] [-f]",
  about: "Shows the last log lines of all components, or of those named, merged by time, each with its time "
    + "and process. Health checks that passed are left out. Secrets are masked. On a terminal, JSON lines are "
    + "columns. With --json a line is an object.",
  flags: {
    tail: { type: "string", value: "N", about: "lines per process; default 50, with --since all" },
    since: { type: "string", value: "TIME", about: "not before: 10m (ago), 09:30, or a date and time" },
    until: { type: "string", value: "TIME", about: "not after" },
    grep: { type: "string", value: "PATTERN", about: "lines that this regular expression matches" },
    level: { type: "string", value: "LEVEL", about: "at least trace, debug, info, warn, error or fatal" },
    probes: { type: "boolean", about: "with the health checks that passed" },
    follow: { type: "boolean", short: "f", about: "go on until Ctrl-C" },
    raw: { type: "boolean", about: "show secrets; on a terminal only" },
  },
  examples: [
    ["logs", "the last lines of everything in dev"],
    ["logs api -f", "follow one component"],
    ["logs --since 10m --level warn", "what went wrong of late"],
    ["logs single app --tail 500", "one of single"],
  ],
  takes: "names",
  withoutFile: true,
  changes: false,
  run,
};

async function run(call: Call): Promise<number> {
  const { flags, names, output, environment, signal } = call;
  const selection = parseSelection(flags, new Date());
  if (flags.raw === true) showSecrets(call);
  const opened = await openOperations(call);
  checkComponents(opened, names);
  const probes = flags.probes === true ? undefined : listProbes(opened.environment);
  const found = await opened.operations.logs({ components: names, signal });
  const print = createLinePrinter(output, output.stdout, found.processes.map(({ unit }) => unit));
  let count = 0;
  const options = { ...selection, probes, follow: flags.follow === true };
  for await (const line of readLogs(found, options)) {
    print(line);
    count++;
  }
  if (count === 0) output.note(asTyped(`There are no such log lines. What runs: andamio status ${environment}`));
  return 0;
}

/** Throws `usage` where the output would be kept, or read by a program. */
function showSecrets({ output }: Call): void {
  if (!output.stdout.isTTY) {
    throw new PlatformError("usage", "--raw shows secrets, and the output is not a terminal", { hint: "andamio logs" });
  }
  stopMasking();
}
