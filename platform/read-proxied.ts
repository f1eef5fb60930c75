/** Names the variables that pass the address of the proxy, TLS and HSTS to a program. */
import type { ProgramSpec } from "./components/program.ts";
import type { Environment } from "./environment.ts";
import { contractOf } from "./spec/contract.ts";
import { type MeaningName, meanings } from "./spec/variable-meanings.ts";
import type { Proxied } from "./targets/primitives.ts";

/** By the schema of its image where there is one, else by their usual names. */
export function readProxied(
  spec: ProgramSpec,
  environment: Environment,
): Omit<Proxied, "isPublic"> {
  const contract = contractOf(environment.contracts, spec.image);
  const groups = spec.envFrom.map((group) => environment.envGroups[group] ?? {});
  const maps = [spec.env, ...groups];
  const isSet = (name: string): boolean => maps.some((map) => map[name] !== undefined);
  const nameOf = (meaning: MeaningName): string | undefined => {
    if (!contract) return meanings[meaning].names[0];
    const found = Object.values(contract.variables).find((one) => one.meaning === meaning);
    return found?.aliases.some(isSet) === true ? undefined : found?.name;
  };
  const names = {
    addresses: nameOf("trusted-proxies"),
    tls: nameOf("tls"),
    hstsSeconds: nameOf("hsts-seconds"),
  };
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined));
}
