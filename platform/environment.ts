/** Reads an environment's YAML and the layers below it: a checked, typed Environment, or every fault at once. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { catalogue } from "./catalogue.ts";
import { PlatformError } from "./errors.ts";
import { decode, type Decoded, maximumBytes, refuseSize } from "./spec/decode.ts";
import type { imageFields } from "./spec/environment-fields.ts";
import { describeFaults } from "./spec/faults.ts";
import type { Reader } from "./spec/layers.ts";
import { findNode, keyAt, type MapNode, parsePointer } from "./spec/node.ts";
import { resolve } from "./spec/resolve.ts";
import type { Read } from "./spec/schema.ts";
import { type Place, placeOf } from "./spec/source.ts";
import { suggest } from "./spec/suggest.ts";

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
  readonly timezone: string;
  readonly description?: string;
  readonly owner?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: { readonly backend?: string; readonly secretsProvider?: string };
  readonly images: Readonly<Record<string, Image>>;
  readonly envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly components: Readonly<Record<string, Component>>;
  /** The layers, base first, relative to the root. */
  readonly files: readonly string[];
  /** Where a value was written; what is a default is told at the nearest thing that was written. */
  locate(pointer: string): Place;
}

export interface EnvironmentFile { name: string; file: string }

const folder = "environments";
const nameForm = /^[a-z][a-z0-9-]{0,19}$/;

/** Throws `environment_unknown`, and `spec_invalid` with every fault. */
export function loadEnvironment(root: string, name: string): Environment {
  const all = listFiles(root);
  const environments = all.filter(({ file }) => isDeployable(root, file)).map((found) => found.name);
  const found = all.filter((one) => one.name === name);
  const [{ file } = { file: undefined }] = found;
  if (file === undefined) throw unknownEnvironment(name, environments);
  if (found.length > 1) throw ambiguousEnvironment(found);
  return loadFile(root, name, file, environments);
}

function loadFile(root: string, name: string, file: string, environments: readonly string[]): Environment {
  const { faults, value, root: tree, files } = resolve(file, makeReader(root), catalogue, environments);
  // of a file that cannot be read, it is not known that it is a layer
  if (tree && !environments.includes(name)) throw notDeployable(name, environments);
  if (faults.length > 0 || !value || !tree) {
    const diagnostics = describeFaults(faults);
    const count = diagnostics.length === 1 ? "1 error" : `${diagnostics.length} errors`;
    throw new PlatformError("spec_invalid", `${file} has ${count}`, { hint: `andamio validate ${name}`, diagnostics });
  }
  const { policies, extends: _extends, version: _version, ...rest } = value as unknown as Environment & { policies: { profile: Environment["profile"] }; extends?: string; version: 1 };
  return { ...rest, name, root, profile: policies.profile, files, locate: (pointer) => locate(tree, pointer) };
}

function locate(tree: MapNode, pointer: string): Place {
  const steps = parsePointer(pointer);
  const { node } = findNode(tree, steps);
  return placeOf(node.type === "scalar" ? node.span : keyAt(tree, steps));
}

/** Environments that can be deployed, by name; layers are left out. Reads no more than it must. */
export function listEnvironments(root: string): EnvironmentFile[] {
  return listFiles(root).filter(({ file }) => isDeployable(root, file));
}

function listFiles(root: string): EnvironmentFile[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter((path) => path.endsWith(".yaml"))
    .map((path) => ({ name: basename(path, ".yaml"), file: `${folder}/${path}` }))
    .filter(({ name }) => nameForm.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether a file, or a layer below it, says where it runs. Looks at lines, because the whole is read when it is used. */
function isDeployable(root: string, file: string, seen: readonly string[] = []): boolean {
  const text = readHead(join(root, file));
  if (/^\{/m.test(text) || /^["']?target["']?\s*:/m.test(text)) return true;
  const [, below] = /^["']?extends["']?\s*:\s*["']?([^"'\s#]+)/m.exec(text) ?? [];
  const next = below && join(dirname(file), below);
  return Boolean(next) && !seen.includes(file) && isDeployable(root, next ?? "", [...seen, file]);
}

function readHead(path: string): string {
  const size = sizeOf(path);
  return size === undefined || size > maximumBytes ? "target:" : readFileSync(path, "latin1");
}

function makeReader(root: string): Reader {
  return {
    read(file): Decoded | undefined {
      const size = sizeOf(join(root, file));
      if (size === undefined) return undefined;
      return size > maximumBytes ? refuseSize(file, size) : decode(file, readFileSync(join(root, file)));
    },
    list: (path) => readdirSync(join(root, path)).filter((name) => name.endsWith(".yaml")),
  };
}

function sizeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : undefined;
}

function unknownEnvironment(name: string, environments: readonly string[]): PlatformError {
  const near = suggest(name, environments);
  const hint = near ? `did you mean "${near}"?` : `environments: ${environments.join(", ")}`;
  return new PlatformError("environment_unknown", `there is no environment "${name}"`, { hint });
}

function notDeployable(name: string, environments: readonly string[]): PlatformError {
  const message = `"${name}" is a layer: it has no target, and is extended, never deployed`;
  return new PlatformError("environment_unknown", message, { hint: `environments: ${environments.join(", ")}` });
}

function ambiguousEnvironment(found: readonly EnvironmentFile[]): PlatformError {
  const [one, two] = found;
  const message = `"${one?.name}" is the name of two environments: ${one?.file} and ${two?.file}`;
  return new PlatformError("environment_unknown", message, { hint: "rename one of the files" });
}
