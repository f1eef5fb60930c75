/**
 * Ties a failed deployment to the file: each failed component with its position, and its last log
 * lines.
 */

import { type Diagnostic, isPlatformError, PlatformError } from "../../platform/errors.ts";
import type { Place } from "../../platform/spec/source.ts";
import type { Deployment } from "./deployment.ts";
import { createLinePrinter } from "./log-lines.ts";
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
  await printLogs(call, failed);
  const diagnostics = failed.map((component): Diagnostic => {
    const origin = declarations.find((one) => ownerOf(one) === component)?.origin;
    const place = blame.get(component) ?? environment.locate(origin?.pointer ?? "");
    return { code: "not-deployed", message: findMessage(component, error.message), ...place };
  });
  const message = `${environment.name} is not up to date: ${failed.join(", ")} failed`;
  return new PlatformError(error.code, message, { hint: error.hint, cause: error, diagnostics });
}

/** The log may be what cannot be read: then the error alone must do. */
async function printLogs(call: Call, components: readonly string[]): Promise<void> {
  try {
    const { operations } = await openOperations(call);
    const print = createLinePrinter({ ...call.output, json: false }, call.output.stderr);
    let isFirst = true;
    for await (const line of operations.logs({ components, tail, follow: false })) {
      if (isFirst) call.output.note(`Last log lines of ${components.join(", ")}:`);
      isFirst = false;
      print(line);
    }
    if (!isFirst) call.output.note("");
  } catch (error) {
    if (!isPlatformError(error)) throw error;
  }
}

/** The engine names the resource before its message: `api: did not start`. */
function findMessage(component: string, message: string): string {
  const own = message.split("\n").find((line) => line.startsWith(`${component}: `) || line.startsWith(`${component}-`));
  const what = own?.replace(/^[\w-]+: /, "") ?? message.split("\n")[0] ?? "";
  return what.includes(component) ? what : `${component}: ${what}`;
}
