/** Turns an environment's declarations into Pulumi resources. Knows no component and no target. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { declare } from "./declare.ts";
import type { Environment } from "./environment.ts";
import { PlatformError } from "./errors.ts";
import { OwnResource } from "./own-resource.ts";
import { listRefs } from "./sort-declarations.ts";
import { targets } from "./targets/index.ts";
import type { Declaration } from "./targets/target.ts";
import type { DigestName, Join, Ref, Source } from "./targets/values.ts";

type ResourceClass = new (
  name: string,
  props: object,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;
type Resources = Map<string, pulumi.CustomResource>;

/**
 * Registers all resources; gives the stack's outputs. Throws `secret_missing` for all absent
 * sources at once.
 */
export async function deploy(environment: Environment): Promise<Record<string, unknown>> {
  const declarations = declare(environment);
  refuseMissingSources(environment, declarations);
  const target = targets[environment.target]!;
  const parents = registerComponents(environment, declarations);
  const resources: Resources = new Map();
  const outputs = listOutputs(declarations);
  for (const declaration of declarations) {
    const { type, name } = declaration;
    const props = resolve(declaration.props, environment, resources) as object;
    const options = optionsOf(declaration, parents, resources);
    if (type.startsWith("andamio:")) {
      const wanted = outputs.get(name) ?? [];
      resources.set(name, new OwnResource(type, name, props, wanted, options));
    } else {
      const Resource = (await target.resourceClass?.(type)) as ResourceClass;
      resources.set(name, new Resource(name, props, options));
    }
  }
  return { environment: environment.name, target: environment.target };
}

/** By resource, the outputs that others refer to. */
function listOutputs(declarations: readonly Declaration[]): Map<string, string[]> {
  const outputs = new Map<string, string[]>();
  for (const { $ref, output } of declarations.flatMap(({ props }) => listRefs(props))) {
    outputs.set($ref, [...(outputs.get($ref) ?? []), output]);
  }
  return outputs;
}

/**
 * Policies judge these: their inputs are the spec with its references unresolved, so no value is in
 * them.
 */
function registerComponents(
  environment: Environment,
  declarations: Declaration[],
): Map<string, pulumi.ComponentResource> {
  const used = new Set(declarations.map((declaration) => declaration.parent));
  const components = Object.entries(environment.components).filter(([name]) => used.has(name));
  return new Map(
    components.map(([name, spec]) => {
      const { kind, ...inputs } = spec;
      return [name, new pulumi.ComponentResource(`andamio:index:${kind}`, name, inputs)];
    }),
  );
}

function optionsOf(
  declaration: Declaration,
  parents: Map<string, pulumi.ComponentResource>,
  resources: Resources,
): pulumi.CustomResourceOptions {
  const { keep, provider, replaceFirst, ignore = [], secretOutputs = [] } = declaration;
  const wait = declaration.timeoutSeconds && `${declaration.timeoutSeconds}s`;
  return {
    parent: parents.get(declaration.parent),
    dependsOn: declaration.needs.map((need) => resources.get(need)!),
    retainOnDelete: keep,
    additionalSecretOutputs: [...secretOutputs],
    ...(provider && { provider: resources.get(provider) as pulumi.ProviderResource }),
    ...(replaceFirst !== undefined && { deleteBeforeReplace: replaceFirst }),
    ...(ignore.length > 0 && { ignoreChanges: [...ignore] }),
    ...(wait && { customTimeouts: { create: wait, update: wait, delete: wait } }),
  };
}

/** Replaces symbolic values by the engine's own, anywhere inside. */
function resolve(value: unknown, environment: Environment, resources: Resources): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, environment, resources));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return outputOf(value as Ref, resources);
  if ("$join" in value) {
    return pulumi
      .all(
        (value as Join | DigestName).$join.map((part) =>
          typeof part === "string" ? part : resolve(part, environment, resources),
        ),
      )
      .apply((parts) => parts.join(""));
  }
  if ("$digest" in value) {
    const inside = pulumi.output(resolve(value.$digest, environment, resources) as object);
    return inside
      .apply((settled) => createHash("sha256").update(JSON.stringify(settled)).digest("hex"))
      .apply((digest) => pulumi.unsecret(pulumi.output(digest.slice(0, 10))));
  }
  if ("$source" in value) return pulumi.secret(readSource(value as Source, environment)!);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolve(one, environment, resources)]),
  );
}

function outputOf({ $ref, output, secret }: Ref, resources: Resources): pulumi.Output<unknown> {
  const resource = resources.get($ref) as unknown as Record<string, pulumi.Output<unknown>>;
  return secret ? pulumi.secret(resource[output]!) : resource[output]!;
}

/** The value, or `undefined` when it is absent. */
function readSource(
  { $source }: Source,
  environment: Environment,
): string | pulumi.Output<string> | undefined {
  if ("variable" in $source) return process.env[$source.variable] || undefined;
  if ("config" in $source) return new pulumi.Config().getSecret($source.config);
  try {
    return readFileSync(join(environment.root, $source.file), "utf8").trimEnd() || undefined;
  } catch {
    return undefined; // refuseMissingSources says so, for all of them at once
  }
}

function refuseMissingSources(environment: Environment, declarations: Declaration[]): void {
  const missing = declarations
    .flatMap(({ props }) => findSources(props))
    .filter((source) => readSource(source, environment) === undefined);
  if (missing.length === 0) return;
  const lines = missing.map(({ secret, $source: source }) => `  ${secret}: ${describe(source)}`);
  throw new PlatformError(
    "secret_missing",
    `environment ${environment.name} lacks ${missing.length === 1 ? "a secret" : "secrets"}:\n${lines.join("\n")}`,
    {
      hint: "set it where you run andamio, and give the same command again",
    },
  );
}

function findSources(value: unknown): Source[] {
  if (typeof value !== "object" || value === null) return [];
  return "$source" in value ? [value as Source] : Object.values(value).flatMap(findSources);
}

function describe(source: Source["$source"]): string {
  if ("variable" in source) return `the variable ${source.variable} is not set, or is empty`;
  return "file" in source
    ? `the file ${source.file} cannot be read, or is empty`
    : `the stack's configuration has no ${source.config}`;
}
