/** `andamio logs`: the last lines of all or some components, and what follows them. */

import { PlatformError } from "../platform/errors.ts";
import { stopMasking } from "../platform/masking/known-secrets.ts";
import { asTyped } from "./lib/as-typed.ts";
import { createLinePrinter } from "./lib/log-lines.ts";
import { checkComponents, openOperations } from "./lib/operations.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const logs: Verb = {
  usage: "logs [ENV] [NAME…] [--tail N] [-f]",
  about: "Shows the last log lines of all components, or of those named, each with the process that wrote it. "
    + "Secrets are masked. With --json a line is an object.",
  flags: {
    tail: { type: "string", value: "N", about: "lines per process; default 50" },
    follow: { type: "boolean", short: "f", about: "go on until Ctrl-C" },
    raw: { type: "boolean", about: "show secrets; on a terminal only" },
  },
  examples: [
    ["logs", "the last lines of everything in dev"],
    ["logs api -f", "follow one component"],
    ["logs single app --tail 500", "one of single"],
  ],
  takes: "names",
  withoutFile: true,
  changes: false,
  run,
};

async function run(call: Call): Promise<number> {
  const tail = parseTail(call.flags.tail);
  if (call.flags.raw === true) showSecrets(call);
  const opened = await openOperations(call);
  checkComponents(opened, call.names);
  const print = createLinePrinter(call.output, call.output.stdout);
  const follow = call.flags.follow === true;
  const options = { components: call.names, tail, follow, signal: call.signal };
  let count = 0;
  for await (const line of opened.operations.logs(options)) {
    print(line);
    count++;
  }
  if (count === 0) call.output.note(asTyped(`There are no log lines. What runs: andamio status ${call.environment}`));
  return 0;
}

/** Throws `usage` where the output would be kept, or read by a program. */
function showSecrets({ output }: Call): void {
  if (!output.stdout.isTTY) {
    throw new PlatformError("usage", "--raw shows secrets, and the output is not a terminal", { hint: "andamio logs" });
  }
  stopMasking();
}

function parseTail(value: unknown): number {
  const text = value === undefined ? "50" : String(value);
  if (!/^\d{1,7}$/.test(text)) {
    throw new PlatformError("usage", `--tail wants a number of lines, not "${text}"`, { hint: "andamio logs --tail 50" });
  }
  return Number(text);
}
