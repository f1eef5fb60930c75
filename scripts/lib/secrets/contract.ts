/** What is agreed about each secret of an environment, and who uses it. Pure; knows no value. */

import type { Environment } from "../../../platform/environment.ts";
import { parseDuration } from "../../../platform/spec/duration.ts";
import { listReferences } from "../../../platform/spec/references.ts";

export interface Contract {
  name: string;
  /** As `generated`, or `variable SENTRY_DSN`. */
  source: string;
  generated: boolean;
  optional: boolean;
  /** Components that refer to it. */
  consumers: readonly string[];
  /** CiSecrets that hand it on. */
  scopes: readonly string[];
  /** Other environments that have one of the same name. */
  environments: readonly string[];
  purpose: "signing" | "password" | "other";
  minBytes: number;
  owner?: string;
  maxAgeMs?: number;
  overlapMs: number;
}

const least = { signing: 32, password: 16, other: 1 } as const;

export function listContracts(
  environment: Environment, others: readonly Environment[] = [],
): Contract[] {
  return Object.entries(environment.components)
    .filter(([, { kind }]) => kind === "Secret")
    .map(([name, spec]) => {
      const { generate, from, optional, owner, maxAge, minBytes } = spec as Fields;
      const users = listUsers(name, environment);
      const purpose = purposeOf(users.map(({ variable }) => variable));
      const has = (one: Environment) => one.components[name]?.kind === "Secret";
      return {
        name,
        source: generate ? "generated" : describeSource(from ?? {}),
        generated: generate !== undefined,
        optional: optional === true,
        consumers: unique(users.filter(({ kind }) => kind !== "CiSecrets")),
        scopes: unique(users.filter(({ kind }) => kind === "CiSecrets")),
        environments: others.filter(has).map((one) => one.name),
        purpose,
        minBytes: minBytes ?? least[purpose],
        ...(owner !== undefined && { owner }),
        ...(maxAge !== undefined && { maxAgeMs: parseDuration(maxAge) }),
        overlapMs: parseDuration((spec as Fields).overlap ?? "0s"),
      };
    });
}

interface Fields {
  generate?: object;
  from?: Readonly<Record<string, unknown>>;
  optional?: boolean;
  owner?: string;
  maxAge?: string;
  overlap?: string;
  minBytes?: number;
}

interface User {
  name: string;
  kind: string;
  variable: string;
}

/** What is not a component, as registries, stands for itself. */
function listUsers(secret: string, environment: Environment): User[] {
  const { components, envGroups, registries, tls, settings } = environment;
  const own = Object.entries(components).flatMap(([name, spec]) => {
    const groups = ((spec.envFrom ?? []) as string[]).map((group) => envGroups[group] ?? {});
    const { env, ...rest } = spec;
    const variables = Object.assign({}, ...groups, env) as object;
    const uses = findUses(secret, { ...rest, ...variables });
    return uses.map((variable) => ({ name, kind: spec.kind, variable }));
  });
  const around = Object.entries({ registries, tls, settings }).flatMap(([name, value]) =>
    findUses(secret, value ?? {}).map((variable) => ({ name, kind: "", variable })));
  return [...own, ...around];
}

/** The keys whose texts refer to it, however deep. */
function findUses(secret: string, value: object, at = ""): string[] {
  return Object.entries(value).flatMap(([key, inside]: [string, unknown]) => {
    if (typeof inside === "object" && inside !== null) return findUses(secret, inside, key);
    const used = typeof inside === "string" && listReferences(inside).some(({ component }) => component === secret);
    return used ? [/^\d+$/.test(key) ? at : key] : [];
  });
}

function purposeOf(variables: readonly string[]): Contract["purpose"] {
  if (variables.some((name) => /(SECRET|JWT|SIGNING|SESSION_KEY)/i.test(name))) return "signing";
  return variables.some((name) => /(PASSWORD|PASSWD|^password$)/i.test(name)) ? "password" : "other";
}

function describeSource(from: Readonly<Record<string, unknown>>): string {
  const [kind = "", value] = Object.entries(from).find(([, one]) => one !== undefined) ?? [];
  const words = Array.isArray(value) ? String(value[0]) : String(value);
  return kind === "sops" ? `sops ${words} ${String(from.key)}` : `${kind} ${words}`;
}

function unique(users: readonly User[]): string[] {
  return [...new Set(users.map(({ name }) => name))];
}
