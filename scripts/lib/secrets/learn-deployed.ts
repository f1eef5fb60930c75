/** Learns, before output of programs is shown, the secret values that those programs have. */

import type { Environment } from "../../../platform/environment.ts";
import { isPlatformError } from "../../../platform/errors.ts";
import { learnSecret } from "../../../platform/masking/known-secrets.ts";
import { type From, readSource } from "../../../platform/sources.ts";
import type { Operations } from "../../../platform/targets/operations.ts";
import { readPassphrase, type StateOf } from "../engine/state.ts";
import type { Call } from "../verb.ts";
import { warnTooShort } from "./warn-too-short.ts";

/** By the target where it keeps them in a readable place, else by the state. */
export async function learnDeployed(
  call: Call, environment: Environment | undefined, operations: Operations,
): Promise<void> {
  learnOwn(call.root);
  if (environment) await learnSources(environment);
  const kept = await operations.secretValues?.();
  if (Array.isArray(kept)) {
    for (const value of kept) learnSecret(value);
  } else {
    if (kept === "forbidden") {
      call.output.note(`note: Secrets of ${call.environment} may not be read here; output is masked by the values in the state`);
    }
    await learnState(call, environment);
  }
  warnTooShort(call.output);
}

/** What opens the state, and what signs in elsewhere. */
function learnOwn(root: string): void {
  learnSecret(readPassphrase(root));
  for (const name of ["ANDAMIO_FINGERPRINT_KEY", "PULUMI_ACCESS_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) {
    learnSecret(process.env[name]);
  }
}

/** What would be deployed next. A command may ask for a key, so it is not run for this. */
async function learnSources({ components, root }: Environment): Promise<void> {
  for (const [name, { kind, from }] of Object.entries(components)) {
    const source = from as From | undefined;
    if (kind !== "Secret" || !source || "command" in source || "config" in source) continue;
    try {
      await readSource(source, root, name);
    } catch (error) {
      if (!isPlatformError(error)) throw error; // it cannot be read, so it cannot be shown either
    }
  }
}

async function learnState(call: Call, environment: Environment | undefined): Promise<void> {
  const { readStateValues } = await import("./state-values.ts");
  const about: StateOf = environment ?? { name: call.environment, profile: "dev" };
  const values = await readStateValues(about, call.root)
    ?? (environment && await askEngine(call, environment));
  for (const value of values ?? []) learnSecret(value);
  if (values === undefined) {
    call.output.note(`note: the state of ${call.environment} cannot be read; values that only it knows are not masked`);
  }
}

async function askEngine(
  call: Call, environment: Environment,
): Promise<readonly string[] | undefined> {
  const { openEngine } = await import("../engine.ts");
  const { collectSecrets } = await import("./state-values.ts");
  const { root, signal } = call;
  try {
    const options = { root, signal, install: false, onProgress: () => undefined };
    const engine = await openEngine(environment, options);
    const { deployment = {} } = (await engine.exportState()) as { deployment?: object };
    return collectSecrets(deployment, () => undefined);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined; // which the caller reports
  }
}
