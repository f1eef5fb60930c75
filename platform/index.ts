/** The Pulumi program that a hand-typed `pulumi up` runs: the stack's name is the environment's. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { loadEnvironment } from "./environment.ts";
import { isPlatformError } from "./errors.ts";
import { renderDiagnostics } from "./spec/diagnostics.ts";
import { deploy } from "./stack.ts";

const root = resolve(import.meta.dirname, "..");

// as the default, because the outputs of the stack are then the same as after `andamio up`
export default await deployStack().catch(explain);

async function deployStack(): Promise<Record<string, unknown>> {
  return deploy(loadEnvironment(root, pulumi.getStack()));
}

/** A RunError has no stack trace. */
function explain(error: unknown): never {
  if (!isPlatformError(error)) throw error;
  const said =
    error.diagnostics.length > 0
      ? renderDiagnostics(error.diagnostics, (file) => readFileSync(resolve(root, file), "utf8"))
      : error.message;
  throw new pulumi.RunError(error.hint ? `${said}\n${error.hint}` : said);
}
