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
  exposed: ReadonlySet<string>,
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
    isPublic: exposed.has(component),
    internal: (environment.components[component]?.internal ?? []) as readonly string[],
    ...(Object.fromEntries(known) as Partial<Record<keyof typeof names, string>>),
  };
}

/**
 * Components that are reached from outside: by a route of their own, or by what passes requests on
 * to them. Public addresses may form a loop.
 */
export function listExposed({ components }: Pick<Environment, "components">): Set<string> {
  const exposed = new Set<string>();
  const expose = (name: string): void => {
    const spec = components[name];
    if (spec === undefined || exposed.has(name)) return;
    exposed.add(name);
    const passedOn = Object.values((spec.proxy ?? {}) as Readonly<Record<string, string>>);
    for (const { component } of passedOn.flatMap(listReferences)) expose(component);
  };
  for (const [name, { route }] of Object.entries(components)) if (route !== undefined) expose(name);
  return exposed;
}
