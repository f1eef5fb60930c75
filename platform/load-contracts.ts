/** The schemas of variables of a project's images, where an environment comes without them. */
import { posix } from "node:path";

import { makeReader } from "./environment-files.ts";
import type { Contracts } from "./spec/contract.ts";
import { isOutside } from "./spec/layers.ts";
import { readContract } from "./spec/read-contract.ts";

/** What cannot be read declares nothing: `validate` has refused it. */
export function loadContracts(
  root: string,
  images: Readonly<Record<string, { readonly variables?: string }>>,
): Contracts {
  const reader = makeReader(root);
  const found = Object.entries(images).flatMap(([image, { variables }]) => {
    if (variables === undefined || isOutside(variables)) return [];
    const decoded = reader.read(posix.normalize(variables));
    const contract = decoded && readContract(decoded).contract;
    return contract ? [[image, contract] as const] : [];
  });
  return Object.fromEntries(found);
}
