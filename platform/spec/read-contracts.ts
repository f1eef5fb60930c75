/** The schemas of variables that images name: each file, inside the project, is read once. */
import { posix } from "node:path";

import type { Contract, Contracts } from "./contract.ts";
import { addFaults, type Fault } from "./faults.ts";
import { isOutside, type Reader } from "./layers.ts";
import type { SettledValue } from "./model.ts";
import { type MapNode, spanAt } from "./node.ts";
import { readContract } from "./read-contract.ts";

export function readContracts(
  root: MapNode,
  { images }: SettledValue,
  reader: Reader,
  faults: Fault[],
): Contracts {
  const known = new Map<string, Contract | undefined>();
  const contracts = Object.entries(images).flatMap(([image, { variables }]) => {
    if (typeof variables !== "string" || isOutside(variables)) return [];
    const file = posix.normalize(variables);
    if (!known.has(file)) {
      const decoded = reader.read(file);
      const read = decoded && readContract(decoded);
      if (!read) {
        faults.push({
          code: "missing-file",
          message: `there is no file "${file}"`,
          span: spanAt(root, ["images", image, "variables"]),
          help: "hint: the path is relative to the project's root, and ends at a JSON Schema",
        });
      }
      // a link that leads out is told where it is named: nothing of its file is shown
      const at = spanAt(root, ["images", image, "variables"]);
      const told = (read?.faults ?? []).map((fault) =>
        fault.code === "outside" ? { ...fault, span: at, help: "hint: copy the file into the project" } : fault,
      );
      addFaults(faults, told);
      known.set(file, read?.contract);
    }
    const contract = known.get(file);
    return contract ? [[image, contract] as const] : [];
  });
  return Object.fromEntries(contracts);
}
