/** Turns an environment's declarations into Pulumi resources. Knows no component and no target. */

import * as pulumi from "@pulumi/pulumi";

import { declare } from "./declare.ts";
import type { Environment } from "./environment.ts";
import { PlatformError } from "./errors.ts";
import { openFingerprints } from "./fingerprint.ts";
import { leaveOutAbsent } from "./leave-out.ts";
import { learnSecret } from "./masking/known-secrets.ts";
import { OwnResource } from "./own-resource.ts";
import { mergeRecords } from "./plan/merge-records.ts";
import { makeRecord, type SpecRecord } from "./plan/record.ts";
import { readCommit } from "./read-commit.ts";
import { listRefs } from "./sort-declarations.ts";
import { digestImages } from "./source-digests.ts";
import { describeAbsence, findSources, readSource } from "./sources.ts";
import { own } from "./spec/schema.ts";
import { configKeyOf } from "./stack-config.ts";
import { targets } from "./targets/index.ts";
import type { Declaration, Target } from "./targets/target.ts";
import { type DigestName, type Join, type Ref, shortDigest, type Source } from "./targets/values.ts";

type ResourceClass = new (
  name: string,
  props: object,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;
type Resources = Map<string, pulumi.CustomResource>;

/** Some components and resources, of a stack of which something may be remembered already. */
export interface Part {
  names: readonly string[];
  before: SpecRecord | undefined;
}

/**
 * Registers all resources; gives the stack's outputs. The engine deploys `part` of them alone where
 * it is given. Throws `secret_missing` for all absent sources at once.
 */
export async function deploy(given: Environment, part?: Part): Promise<Record<string, unknown>> {
  const environment = await leaveOutAbsent(given);
  const declarations = declare(environment);
  const values = await readSources(environment, declarations);
  await registerEnvironment(environment);
  const target = targets[environment.target]!;
  const parents = registerComponents(environment, declarations);
  const resources: Resources = new Map();
  const outputs = listOutputs(declarations);
  for (const declaration of declarations) {
    const { type, name } = declaration;
    const props = resolve(declaration.props, values, resources) as object;
    const options = {
      ...optionsOf(declaration, parents, resources),
      ...hooksOf(declaration, target, values, resources),
    };
    if (type.startsWith("andamio:")) {
      const wanted = outputs.get(name) ?? [];
      resources.set(name, new OwnResource(type, name, props, wanted, options));
    } else {
      const Resource = (await target.resourceClass?.(type)) as ResourceClass;
      resources.set(name, new Resource(name, props, options));
    }
  }
  const whole = record(environment, declarations, values);
  const spec = part
    ? whole.apply((after) => mergeRecords(part.before, after, new Set(part.names)))
    : whole;
  return { environment: environment.name, target: environment.target, spec };
}

/** What the next preview compares with; nobody else reads it. */
function record(
  { merged, root }: Environment,
  declarations: readonly Declaration[],
  values: Values,
): pulumi.Output<SpecRecord> {
  const fingerprint = openFingerprints(root);
  const known = declarations
    .flatMap(({ props }) => findSources(props))
    .filter(({ $source }) => !("config" in $source))
    .map((source) => [source.secret, values.get(keyOf(source))!] as const);
  const prints = Object.fromEntries(known.map(([name, value]) => [
    name, pulumi.output(value).apply(fingerprint),
  ]));
  const sources = digestImages(root, merged.value);
  const record = { ...makeRecord(merged, readCommit(root)), sources };
  return pulumi.unsecret(pulumi.output(prints).apply((secrets) => ({ ...record, secrets })));
}

/**
 * Rules judge this one, before anything else is asked for: its inputs are all that the files say,
 * with references unresolved, so no value is in them.
 */
async function registerEnvironment(environment: Environment): Promise<void> {
  const { root: _, files: _files, merged: _it, locate: _where, ...rest } = environment;
  const { approximations: _what, contracts: _read, binary: _bytes, ...said } = rest;
  const resource = new pulumi.ComponentResource("andamio:index:Environment", said.name, said);
  await new Promise((known) => resource.urn.apply(known));
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
      const old = own(environment.moved ?? {}, name);
      const options = old === undefined ? {} : { aliases: [{ name: old }] };
      const type = `andamio:index:${kind}`;
      return [name, new pulumi.ComponentResource(type, name, inputs, options)];
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

/** The engine calls a hook for every creation, whatever the cause; never in a preview. */
function hooksOf(
  { name, beforeCreate }: Declaration,
  target: Target,
  values: Values,
  resources: Resources,
): pulumi.CustomResourceOptions {
  if (!beforeCreate || !target.beforeCreate) return {};
  const props = pulumi.output(resolve(beforeCreate, values, resources) as object);
  const hook = new pulumi.ResourceHook(`before-create-${name}`, async () => {
    const known = await new Promise<object>((done) => props.apply(done));
    await target.beforeCreate!(known as Readonly<Record<string, unknown>>);
  });
  return { hooks: { beforeCreate: [hook] } };
}

/** Replaces symbolic values by the engine's own, anywhere inside. */
function resolve(value: unknown, values: Values, resources: Resources): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, values, resources));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return outputOf(value as Ref, resources);
  if ("$join" in value) {
    return pulumi
      .all(
        (value as Join | DigestName).$join.map((part) =>
          typeof part === "string" ? part : resolve(part, values, resources),
        ),
      )
      .apply((parts) => parts.join(""));
  }
  if ("$digest" in value) {
    const inside = pulumi.output(resolve(value.$digest, values, resources) as object);
    return inside
      .apply((settled) => pulumi.unsecret(pulumi.output(shortDigest(settled))));
  }
  if ("$source" in value) return pulumi.secret(values.get(keyOf(value as Source))!);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolve(one, values, resources)]),
  );
}

function outputOf({ $ref, output, secret }: Ref, resources: Resources): pulumi.Output<unknown> {
  const resource = resources.get($ref) as unknown as Record<string, pulumi.Output<unknown>>;
  if (!secret) return resource[output]!;
  return pulumi.secret(resource[output]!.apply((value) => {
    learnSecret(value);
    return value;
  }));
}

/** What secrets from outside hold, by their sources. */
type Values = ReadonlyMap<string, string | pulumi.Output<string>>;

function keyOf({ secret, $source }: Source): string {
  return JSON.stringify([secret, $source]);
}

/** Each is read once. Throws `secret_missing` for all that are absent. */
async function readSources(
  environment: Environment,
  declarations: readonly Declaration[],
): Promise<Values> {
  const values = new Map<string, string | pulumi.Output<string>>();
  const missing: Source[] = [];
  for (const source of declarations.flatMap(({ props }) => findSources(props))) {
    const { $source: from } = source;
    if (values.has(keyOf(source))) continue;
    const own = "config" in from
      ? undefined
      : await readSource(from, environment.root, source.secret);
    const value = own ?? readConfig(configKeyOf(source.secret, from), source.secret);
    if (value === undefined) missing.push(source);
    else values.set(keyOf(source), value);
  }
  if (missing.length > 0) throw refuseMissing(environment, missing);
  return values;
}

/** What is kept with the stack. */
function readConfig(key: string | undefined, secret: string): pulumi.Output<string> | undefined {
  const kept = key === undefined ? undefined : new pulumi.Config().getSecret(key);
  return kept?.apply((value) => {
    learnSecret(value, secret);
    return value;
  });
}

function refuseMissing({ name }: Environment, missing: readonly Source[]): PlatformError {
  const lines = missing.map(({ secret, $source }) => `  ${secret}: ${describeAbsence($source)}`);
  const what = missing.length === 1 ? "a secret" : "secrets";
  return new PlatformError("secret_missing", `environment ${name} lacks ${what}:\n${lines.join("\n")}`, {
    hint: `give it, and the same command again; andamio env ${name} --template lists all that is to be set`,
  });
}
