/** Ties a failed deployment to the file: each failed component with its position, and its last log lines. */

import type { Environment } from "../../platform/environment.ts";
import { type Diagnostic, isPlatformError, PlatformError } from "../../platform/errors.ts";
import { createLinePrinter } from "./log-lines.ts";
import { openOperations } from "./operations.ts";
import type { Call } from "./verb.ts";

const tail = 15;

/** Prints the logs to stderr and gives the error to throw. */
export async function explainFailure(call: Call, environment: Environment, error: unknown, failed: readonly string[]): Promise<unknown> {
  if (!isPlatformError(error) || failed.length === 0) return error;
  await printLogs(call, failed);
  const diagnostics = failed.map((component) => locate(environment, component, error.message));
  const message = `${environment.name}: ${failed.join(", ")} failed; what ran before still runs`;
  return new PlatformError(error.code, message, { hint: error.hint, cause: error, diagnostics });
}

/** The log may be what cannot be read: then the error alone must do. */
async function printLogs(call: Call, components: readonly string[]): Promise<void> {
  try {
    const { operations } = await openOperations(call);
    const print = createLinePrinter({ ...call.output, json: false }, call.output.stderr);
    for await (const line of operations.logs({ components, tail, follow: false })) print(line);
  } catch (error) {
    if (!isPlatformError(error)) throw error;
  }
}

/** The engine names the resource before its message: `api: did not start`. */
function locate(environment: Environment, component: string, message: string): Diagnostic {
  const kind = environment.components[component]?.kind ?? "component";
  const own = message.split("\n").find((line) => line.startsWith(`${component}: `) || line.startsWith(`${component}-`));
  const what = own?.replace(/^[\w-]+: /, "") ?? message.split("\n")[0] ?? "";
  return { code: "not-deployed", message: `${kind} "${component}": ${what}`, ...environment.locate(`/components/${component}`) };
}
