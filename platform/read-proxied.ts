/** What a program is to know of the proxy in front of it, and the variables that say it. */
import type { ProgramSpec } from "./components/program.ts";
import type { Environment } from "./environment.ts";
import { contractOf } from "./spec/contract.ts";
import { listReferences } from "./spec/references.ts";
import { type MeaningName, meanings } from "./spec/variable-meanings.ts";
import type { Proxied } from "./targets/proxied.ts";

/** By the schema of its image where there is one, else by their usual names. */
export function readProxied(
  component: string,
  spec: ProgramSpec,
  environment: Environment,
): Proxied {
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
    internalPaths: nameOf("internal-paths"),
    tls: nameOf("tls"),
    hstsSeconds: nameOf("hsts-seconds"),
  };
  const known = Object.entries(names).filter(([, name]) => name !== undefined);
  return {
    isPublic: isPublic(component, environment.components),
    internal: (environment.components[component]?.internal ?? []) as readonly string[],
    ...(Object.fromEntries(known) as Partial<Record<keyof typeof names, string>>),
  };
}

/** By a route of its own, or by what passes requests on to it. Public addresses may form a loop. */
function isPublic(name: string, all: Environment["components"], seen = new Set([name])): boolean {
  if (all[name]?.route !== undefined) return true;
  return Object.entries(all).some(([other, { proxy = {} }]) => {
    if (seen.has(other)) return false;
    const passedOn = Object.values(proxy as Readonly<Record<string, string>>);
    const isInFront = passedOn.flatMap(listReferences).some(({ component }) => component === name);
    return isInFront && isPublic(other, all, seen.add(other));
  });
}
