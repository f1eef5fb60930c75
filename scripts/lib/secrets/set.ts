/** Keeps the value of a Secret with its stack, and removes it again. */

import type { Environment } from "../../../platform/environment.ts";
import { PlatformError } from "../../../platform/errors.ts";
import { learnSecret } from "../../../platform/masking/known-secrets.ts";
import type { From } from "../../../platform/sources.ts";
import { configKeyOf, listConfigured } from "../../../platform/stack-config.ts";
import { openState } from "../engine/state.ts";
import { findIgnore } from "../git.ts";
import { readSecret } from "../read-secret.ts";
import type { Call } from "../verb.ts";
import { warnTooShort } from "./warn-too-short.ts";

export async function setSecret(
  call: Call, environment: Environment, secret: string,
): Promise<number> {
  const { from, key } = findKey(environment, secret);
  const value = await readSecret(call, secret);
  learnSecret(value, secret);
  await change(call, environment, key, value);
  const { name } = environment;
  const file = `Pulumi.${name}.yaml`;
  warnTooShort(call.output);
  const notes = [...describeVariable(from), ...describeFile(call.root, environment, file)];
  const text = [`${secret} of ${name} is set in ${file}, encrypted`, ...notes].join("\n");
  call.output.result({ ok: true, environment: name, secret, file, notes }, text);
  return 0;
}

export async function unsetSecret(
  call: Call, environment: Environment, secret: string,
): Promise<number> {
  const { key } = findKey(environment, secret);
  const { name, root } = environment;
  const changed = listConfigured(root, name).has(key);
  if (changed) await change(call, environment, key, undefined);
  const text = changed ? `${secret} of ${name} is no longer set` : `${secret} of ${name} was not set`;
  call.output.result({ ok: true, environment: name, secret, changed }, text);
  return 0;
}

/** Throws `usage` for a Secret that takes its value elsewhere. */
function findKey({ components, name }: Environment, secret: string): { from: From; key: string } {
  const from = components[secret]?.from as From | undefined;
  const key = configKeyOf(secret, from);
  if (from !== undefined && key !== undefined) return { from, key };
  const what = from === undefined ? "is generated" : `comes from ${Object.keys(from).join(" and ")}`;
  throw new PlatformError("usage", `the value of "${secret}" ${what}, and cannot be set`, {
    hint: from === undefined ? `andamio secrets rotate ${name} ${secret}` : `${secret}: { from: { variable: NAME } } can be set`,
  });
}

async function change(
  call: Call, environment: Environment, key: string, value: string | undefined,
): Promise<void> {
  const { openEngine } = await import("../engine.ts");
  const { root, signal, flags, output } = call;
  const install = flags["no-install"] !== true;
  const engine = await openEngine(environment, { root, signal, install, onProgress: output.note });
  await engine.configure(key, value);
}

function describeVariable(from: From): string[] {
  if (!("variable" in from) || !process.env[from.variable]) return [];
  return [`${from.variable} is set here, and wins over it`];
}

/** CI has a shared file only where it is committed. */
function describeFile(root: string, environment: Environment, file: string): string[] {
  const { secretsProvider } = openState(environment, root);
  if (secretsProvider === undefined || secretsProvider === "passphrase") return [];
  const ignored = findIgnore(root, file);
  if (ignored === undefined) return [`commit ${file}: CI reads the value from it`];
  return [
    `git ignores ${file} by ${ignored}: add the line !/${file} below it`,
    `then commit ${file}: CI reads the value from it`,
  ];
}
