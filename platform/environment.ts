/**
 * Reads an environment's YAML and the layers below it: a checked, typed Environment, or every
 * fault at once.
 */
import { listBinary } from "./binary-files.ts";
import { catalogue } from "./catalogue.ts";
import { type EnvironmentFile, isDeployable, listFiles, makeReader } from "./environment-files.ts";
import { PlatformError } from "./errors.ts";
import { learnSecret } from "./masking/known-secrets.ts";
import { makeEmptySide } from "./plan/side.ts";
import type { registryFields, tlsFields } from "./spec/access-fields.ts";
import type { Values } from "./spec/catalogue.ts";
import type { Contracts } from "./spec/contract.ts";
import { describeFaults, type Fault } from "./spec/faults.ts";
import type { imageFields } from "./spec/image-fields.ts";
import type { Reader } from "./spec/layers.ts";
import { findNode, keyAt, type MapNode, parsePointer } from "./spec/node.ts";
import type { policyFields } from "./spec/policy-fields.ts";
import { resolve, type Resolved } from "./spec/resolve.ts";
import type { Read } from "./spec/schema.ts";
import { type Place, placeOf } from "./spec/source.ts";
import { suggest } from "./spec/suggest.ts";
import type { workflowFields } from "./spec/workflow-fields.ts";

export { listEnvironments } from "./environment-files.ts";

export interface Component {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export type Image = Read<typeof imageFields>;

export interface Environment {
  readonly name: string;
  readonly root: string;
  readonly target: string;
  readonly profile: "dev" | "staging" | "prod";
  /** Levels of rules and waivers. */
  readonly policies: Read<{ properties: typeof policyFields }>;
  /** What the repository's pipeline does with it. */
  readonly workflows: Read<{ properties: typeof workflowFields }>;
  readonly timezone: string;
  readonly description?: string;
  readonly owner?: string;
  readonly branch?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: { readonly backend?: string; readonly secretsProvider?: string };
  readonly registries: Readonly<Record<string, Read<typeof registryFields>>>;
  readonly tls?: Read<typeof tlsFields>;
  /** The map of the target's name. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly images: Readonly<Record<string, Image>>;
  readonly envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Old names of components and volumes, by the new ones. */
  readonly moved?: Readonly<Record<string, string>>;
  readonly components: Readonly<Record<string, Component>>;
  /** What the files come to, as they say it: references unresolved, each value with its place. */
  readonly merged: { readonly tree: MapNode; readonly value: Values };
  /** The layers, base first, relative to the root. */
  readonly files: readonly string[];
  /** What programs read, by the image. */
  readonly contracts: Contracts;
  /** Secrets whose file holds no text. */
  readonly binary: readonly string[];
  /** What was written and is only come near to by the target. */
  readonly approximations: readonly (Place & { field: string; instead: string })[];
  /** Where a value was written; what is a default is told at the nearest thing that was written. */
  locate(pointer: string): Place;
}

/** Throws `environment_unknown`, and `spec_invalid` with every fault. */
export function loadEnvironment(root: string, name: string): Environment {
  return readEnvironment(findEnvironment(root, name));
}

/** Throws `environment_unknown`. */
export function findEnvironment(root: string, name: string): EnvironmentSource {
  const all = listFiles(root);
  const environments = all
    .filter(({ file }) => isDeployable(root, file))
    .map((found) => found.name);
  const found = all.filter((one) => one.name === name);
  const [{ file } = { file: undefined }] = found;
  if (file === undefined) throw unknownEnvironment(name, environments);
  if (found.length > 1) throw ambiguousEnvironment(found);
  return { root, name, file, reader: makeReader(root), environments };
}

export interface EnvironmentSource extends EnvironmentFile {
  root: string;
  reader: Reader;
  /** Names of those that can be deployed. */
  environments: readonly string[];
}

/**
 * What `loadEnvironment` does once it knows the file; `reader` gives its text and that of its
 * layers.
 */
export function readEnvironment(source: EnvironmentSource): Environment {
  return settleEnvironment(source, resolveEnvironment(source));
}

/** The files as they are, with what is wrong with them. */
export function resolveEnvironment({ file, reader, environments }: EnvironmentSource): Resolved {
  return resolve(file, reader, catalogue, environments);
}

/** Throws as `loadEnvironment` does. */
export function settleEnvironment(source: EnvironmentSource, resolved: Resolved): Environment {
  const { name, environments } = source;
  const { faults, value, root: tree } = resolved;
  // of a file that cannot be read, it is not known that it is a layer
  if (tree && !environments.includes(name)) throw notDeployable(name, environments);
  if (faults.length > 0 || !value || !tree) throw invalidSpec(source, faults);
  return makeEnvironment(source, value as unknown as Values, { ...resolved, tree });
}

type SettledEnvironment = Environment & {
  version: number;
  /** Settings, by the target's name. */
  [target: string]: unknown;
};

/** From values that were settled, and what is known of where they come from. */
export function makeEnvironment(
  { name, root }: Pick<EnvironmentSource, "name" | "root">,
  values: Values,
  from: Partial<Pick<Resolved, "files" | "contracts" | "approximations">> & { tree?: MapNode } = {},
): Environment {
  const { tree = emptyTree, files = [], contracts = {}, approximations: found = [] } = from;
  const value = values as unknown as SettledEnvironment;
  const { version: _version, ...rest } = value;
  const locateIn = (pointer: string): Place => locate(tree, pointer);
  const settings = (value[value.target] ?? {}) as Environment["settings"];
  const { profile } = value.policies;
  const approximations = found.map(({ span, ...one }) => ({ ...one, ...placeOf(span) }));
  const merged = { tree, value: values };
  learnVariables(rest.components);
  const binary = listBinary(root, rest.components);
  const known = { settings, name, root, profile, files, contracts, binary, approximations, merged };
  return { ...rest, ...known, locate: locateIn };
}

/** What a variable of this process holds for a Secret is secret wherever else it is found. */
function learnVariables(components: Environment["components"]): void {
  for (const { kind, from } of Object.values(components)) {
    if (kind !== "Secret") continue;
    const { variable } = (from ?? {}) as { variable?: string };
    if (variable !== undefined) learnSecret(process.env[variable]);
  }
}

const emptyTree = makeEmptySide("").tree;

function locate(tree: MapNode, pointer: string): Place {
  const steps = parsePointer(pointer);
  const { node } = findNode(tree, steps);
  return placeOf(node.type === "scalar" ? node.span : keyAt(tree, steps));
}

function invalidSpec({ name, file }: EnvironmentSource, faults: readonly Fault[]): PlatformError {
  const diagnostics = describeFaults(faults);
  const count = diagnostics.length === 1 ? "1 error" : `${diagnostics.length} errors`;
  const hint = `andamio validate ${name}`;
  return new PlatformError("spec_invalid", `${file} has ${count}`, { hint, diagnostics });
}

function unknownEnvironment(name: string, environments: readonly string[]): PlatformError {
  const near = suggest(name, environments);
  const hint = near ? `did you mean "${near}"?` : `environments: ${environments.join(", ")}`;
  const message = `there is no environment "${name}": environments/${name}.yaml is not there`;
  return new PlatformError("environment_unknown", message, { hint });
}

function notDeployable(name: string, environments: readonly string[]): PlatformError {
  const message = `"${name}" is a layer: it has no target, and is extended, never deployed`;
  return new PlatformError("environment_unknown", message, {
    hint: `environments: ${environments.join(", ")}`,
  });
}

function ambiguousEnvironment(found: readonly EnvironmentFile[]): PlatformError {
  const [one, two] = found;
  const message = `"${one?.name}" is the name of two environments: ${one?.file} and ${two?.file}`;
  return new PlatformError("environment_unknown", message, { hint: "rename one of the files" });
}
