/** Reads the values that are kept with a stack; without the engine where a passphrase does. */

import type { Environment } from "../../../platform/environment.ts";
import { learnSecret } from "../../../platform/masking/known-secrets.ts";
import type { From } from "../../../platform/sources.ts";
import { configKeyOf, listConfigured, readConfigured } from "../../../platform/stack-config.ts";
import { readPassphrase } from "../engine/state.ts";

type Values = Readonly<Record<string, string>>;

/** By Secret. Empty where nothing is kept, or where it cannot be read here. */
export async function readKeptValues(
  { root, name, components }: Environment, askEngine?: () => Promise<Values>,
): Promise<Values> {
  if (listConfigured(root, name).size === 0) return {};
  const own = await readConfigured(root, name, readPassphrase(root));
  const values = own ?? await askEngine?.() ?? {};
  const found = Object.entries(components).flatMap(([secret, { kind, from }]) => {
    const key = kind === "Secret" ? configKeyOf(secret, from as From | undefined) : undefined;
    const value = key === undefined ? undefined : values[key];
    learnSecret(value, secret);
    return value === undefined ? [] : [[secret, value] as const];
  });
  return Object.fromEntries(found);
}
