/**
 * One file and the layers below it → a checked environment, or everything that is wrong with it.
 * Reads by a function that it is given.
 */
import type { Catalogue } from "./catalogue.ts";
import { checkAddresses } from "./check-addresses.ts";
import { checkBinary } from "./check-binary.ts";
import { checkBuilds } from "./check-builds.ts";
import { checkCredentials } from "./check-credentials.ts";
import { checkExplicit } from "./check-explicit.ts";
import { checkLengths } from "./check-lengths.ts";
import { checkMoved } from "./check-moved.ts";
import { checkNames } from "./check-names.ts";
import { checkOrder } from "./check-order.ts";
import { checkPlainCredentials } from "./check-plain-credentials.ts";
import { checkProcesses } from "./check-processes.ts";
import { checkProfile } from "./check-profile.ts";
import { checkReferences } from "./check-references.ts";
import { checkRoots } from "./check-roots.ts";
import { checkSchema } from "./check-schema.ts";
import { checkSize } from "./check-size.ts";
import { type Approximation, checkSupport } from "./check-support.ts";
import { checkTaken } from "./check-taken.ts";
import { checkValues } from "./check-values.ts";
import { checkVariables } from "./check-variables.ts";
import type { Contracts } from "./contract.ts";
import { addFaults, type Fault } from "./faults.ts";
import { addKinds } from "./layer-kinds.ts";
import { type Layer, type Reader, readLayers } from "./layers.ts";
import { merge, settle } from "./merge.ts";
import { listVisits, type Model, type SettledValue } from "./model.ts";
import type { MapNode } from "./node.ts";
import { readContracts } from "./read-contracts.ts";
import { settleValue } from "./values.ts";

export interface Resolved {
  faults: readonly Fault[];
  /** None where a layer is not YAML. */
  root?: MapNode;
  value?: SettledValue;
  approximations: readonly Approximation[];
  /** Files, base first. */
  files: readonly string[];
  /** What programs read, by the image. */
  contracts: Contracts;
}

export function resolve(
  file: string,
  reader: Reader,
  catalogue: Catalogue,
  environments: readonly string[],
): Resolved {
  const faults: Fault[] = [];
  const { layers, whole } = readLayers(file, reader, faults);
  const files = layers.map(({ source }) => source.file);
  const root = mergeLayers(layers.filter(hasRoot), !whole || layers.length > 1, catalogue, faults);
  // what another layer may have said cannot be missed while that layer cannot be read
  if (!whole || !root) return { faults, files, approximations: [], contracts: {} };
  const checked = checkSchema(root, catalogue.environment);
  addFaults(faults, checked.faults);
  const value = settleValue(checked.value, catalogue.environment) as unknown as SettledValue;
  const visits = listVisits(root, catalogue.environment);
  const contracts = readContracts(root, value, reader, faults);
  const model = { root, visits, value, catalogue, faults, environments, contracts };
  return { faults, root, value, files, contracts, approximations: checkWhole(model, reader) };
}

function hasRoot(layer: Layer): layer is Layer & { root: MapNode } {
  return layer.root !== undefined;
}

/**
 * `partial` checks each layer for itself too, because its faults may be hidden by the layer
 * above.
 */
function mergeLayers(
  layers: readonly { root: MapNode }[],
  partial: boolean,
  catalogue: Catalogue,
  faults: Fault[],
): MapNode | undefined {
  let merged: MapNode | undefined;
  for (const layer of layers) {
    const root = addKinds(layer.root, merged, faults);
    if (partial) {
      addFaults(faults, checkSchema(settle(root), catalogue.environment, { layer: true }).faults);
    }
    merged = merged ? merge(merged, withoutExtends(root)) : settle(withoutExtends(root));
  }
  return merged;
}

/** `extends` speaks of one file, and not of the result. */
function withoutExtends(root: MapNode): MapNode {
  const entries = new Map(root.entries);
  entries.delete("extends");
  return { ...root, entries };
}

function checkWhole(model: Model, reader: Reader): Approximation[] {
  if (!checkSize(model)) return [];
  checkNames(model);
  checkReferences(model);
  checkCredentials(model);
  checkPlainCredentials(model);
  checkValues(model);
  checkLengths(model);
  checkBuilds(model, reader);
  checkRoots(model, reader);
  checkBinary(model, reader);
  checkVariables(model);
  checkMoved(model);
  checkOrder(model);
  checkTaken(model);
  checkProcesses(model);
  checkAddresses(model);
  checkExplicit(model);
  checkProfile(model);
  return checkSupport(model);
}
