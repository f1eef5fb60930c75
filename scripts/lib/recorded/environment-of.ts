/** An environment as its state remembers it, for verbs that have no file to read. */

import { listBinary } from "../../../platform/binary-files.ts";
import type { Environment } from "../../../platform/environment.ts";
import { isPlatformError, PlatformError } from "../../../platform/errors.ts";
import { readRecord } from "../../../platform/plan/record.ts";
import { findNode, keyAt, parsePointer } from "../../../platform/spec/node.ts";
import { placeOf } from "../../../platform/spec/source.ts";
import { listBackends } from "./backends.ts";
import { readStacks, type RecordedStack } from "./stacks.ts";

export interface Known {
  environment: Environment;
  /** Why it is read from its state; absent where it comes from its file. */
  instead?: "no file" | "faults";
}

const recoverable: readonly string[] = ["environment_unknown", "spec_invalid"];

/**
 * From its file; where that is away or has faults, from the state. Throws as `loadEnvironment` does
 * where neither says what it is.
 */
export async function findKnown(root: string, name: string): Promise<Known> {
  const { loadEnvironment } = await import("../../../platform/environment.ts");
  try {
    return { environment: loadEnvironment(root, name) };
  } catch (error) {
    if (!isPlatformError(error) || !recoverable.includes(error.code)) throw error;
    const environment = await findRecorded(root, name, error);
    return { environment, instead: error.code === "spec_invalid" ? "faults" : "no file" };
  }
}

/** Backends elsewhere are asked last, because that takes an engine and seconds. */
async function findRecorded(
  root: string, name: string, unknown: PlatformError,
): Promise<Environment> {
  const { here = [], elsewhere = [] } = Object.groupBy(listBackends(root, name), ({ folder }) =>
    folder === undefined ? "elsewhere" : "here");
  for (const some of [here, elsewhere]) {
    const { stacks, faults } = await readStacks(root, some, [name]);
    const environments = stacks.map((stack) => environmentOf(stack, root));
    const found = environments.find((one) => one !== undefined);
    if (found) return found;
    if (faults[0]) throw alsoUnread(unknown, faults[0].error);
  }
  throw unknown;
}

/** That it is unknown may be because a backend cannot be read. */
function alsoUnread(error: PlatformError, { message, hint }: PlatformError): PlatformError {
  if (error.code !== "environment_unknown") return error;
  return new PlatformError(error.code, `${error.message}, and ${message}`, { hint, cause: error });
}

type Said = Omit<Environment, "name" | "root" | "settings" | "profile"> & Record<string, unknown>;

/** Undefined where the state has no record of it. */
export function environmentOf(
  { name, backend, spec }: RecordedStack, root: string,
): Environment | undefined {
  const side = readRecord(spec, "what was applied");
  if (!side) return undefined;
  const { tree, value } = side;
  const said = value as unknown as Said;
  const state = { ...said.state, backend: backend.address, found: true };
  return {
    ...said,
    ...{ name, root, state, files: [], approximations: [], merged: { tree, value } },
    binary: listBinary(root, said.components),
    profile: said.policies.profile,
    settings: (said[said.target] ?? {}) as Environment["settings"],
    locate: (pointer) => {
      const steps = parsePointer(pointer);
      const { node } = findNode(tree, steps);
      return placeOf(node.type === "scalar" ? node.span : keyAt(tree, steps));
    },
  };
}
