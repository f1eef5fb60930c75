/**
 * Ties a failed deployment to the file: each failed component with its position, and its last log
 * lines.
 */

import { type Diagnostic, isPlatformError, PlatformError } from "../../platform/errors.ts";
import type { Place } from "../../platform/spec/source.ts";
import { describeTroubles } from "./checks/troubles.ts";
import type { Deployment } from "./deployment.ts";
import { listProbes } from "./logs/list-probes.ts";
import { createLinePrinter } from "./logs/print-lines.ts";
import { readLogs } from "./logs/read-logs.ts";
import { ownerOf } from "./needs.ts";
import { openOperations } from "./operations.ts";
import type { Call } from "./verb.ts";

const tail = 15;

/** Prints the logs to stderr and gives the error to throw. */
export async function explainFailure(
  call: Call,
  { environment, declarations }: Pick<Deployment, "environment" | "declarations">,
  error: unknown,
  failed: readonly string[],
  blame: ReadonlyMap<string, Place> = new Map(),
): Promise<unknown> {
  if (!isPlatformError(error) || failed.length === 0) return error;
  const names = declarations.map(({ name }) => name);
  const printed = await printLogs(call, failed);
  for (const name of failed.filter((name) => !printed.has(name))) {
    printLines(call, name, findLines(name, error.message, names));
  }
  const { operations } = await openOperations(call);
  (await describeTroubles(operations, { thorough: true })).forEach(call.output.note);
  const diagnostics = failed.map((component): Diagnostic => {
    const origin = declarations.find((one) => ownerOf(one) === component)?.origin;
    const place = blame.get(component) ?? environment.locate(origin?.pointer ?? "");
    return { code: "not-deployed", message: findMessage(component, error.message), ...place };
  });
  const message = `${environment.name} is not up to date: ${failed.join(", ")} failed`;
  return new PlatformError(error.code, message, { hint: error.hint, cause: error, diagnostics });
}

/** What the provider read itself, of what is gone by now. */
function printLines({ output }: Call, name: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  output.note(`Last log lines of ${name}:`);
  for (const line of lines) output.stderr.write(`${line}\n`);
  output.note("");
}

/**
 * Gives the components that had lines. The log may be what cannot be read: then the error alone
 * must do.
 */
async function printLogs(call: Call, components: readonly string[]): Promise<Set<string>> {
  const printed = new Set<string>();
  try {
    const { environment, operations } = await openOperations(call);
    const print = createLinePrinter({ ...call.output, json: false }, call.output.stderr);
    let isFirst = true;
    const logs = await operations.logs({ components, failing: true });
    for await (const line of readLogs(logs, { tail, probes: listProbes(environment) })) {
      if (isFirst) call.output.note(`Last log lines of ${components.join(", ")}:`);
      isFirst = false;
      print(line);
      printed.add(line.component);
    }
    if (!isFirst) call.output.note("");
  } catch (error) {
    if (!isPlatformError(error)) throw error;
  }
  return printed;
}

/** The lines below its own message, up to the message of another. */
function findLines(component: string, message: string, names: readonly string[]): string[] {
  const lines = message.split("\n");
  const first = lines.findIndex((line) => isOf(component, line));
  if (first < 0) return [];
  const below = lines.slice(first + 1);
  const end = below.findIndex((line) => names.some((name) => line.startsWith(`${name}: `)));
  return end < 0 ? below : below.slice(0, end);
}

/** The engine names the resource before its message: `api: did not start`. */
function isOf(component: string, line: string): boolean {
  return line.startsWith(`${component}: `) || line.startsWith(`${component}-`);
}

function findMessage(component: string, message: string): string {
  const own = message.split("\n").find((line) => isOf(component, line));
  const what = own?.replace(/^[\w-]+: /, "") ?? message.split("\n")[0] ?? "";
  return what.includes(component) ? what : `${component}: ${what}`;
}
