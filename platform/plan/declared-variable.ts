/** What the schema of an image declares of a variable: its meaning to people, and its default. */
import { contractOf, type Contracts, findDeclaration } from "../spec/contract.ts";
import type { Pointer } from "../spec/node.ts";
import { own } from "../spec/schema.ts";
import { componentsOf, type Side } from "./side.ts";

export interface DeclaredVariable {
  /** The file of the schema. */
  file: string;
  /** Its first name, where another is asked for. */
  name: string;
  description?: string;
  default?: string;
  /** The variable whose value counts where this one is not set. */
  defaultFrom?: string;
}

/** Where `api.env.NAME` would stand, for a variable that the program reads and nothing sets. */
export function findUnsetVariable(
  path: string,
  side: Side,
  contracts: Contracts,
): Pointer | undefined {
  const [component = "", field = "", ...rest] = path.split(".");
  const pointer = ["components", component, field, rest.join(".")];
  return findVariable(pointer, side, contracts) && pointer;
}

/** Of a component's own variable by its image, of a group's by the programs that take the group. */
export function findVariable(
  pointer: Pointer,
  side: Side,
  contracts: Contracts,
): DeclaredVariable | undefined {
  const name = pointer.at(-1) ?? "";
  for (const image of listImages(pointer, side)) {
    const contract = contractOf(contracts, image);
    const found = contract && findDeclaration(contract, name);
    if (!found) continue;
    const { description, default: value, defaultFrom } = found;
    return {
      file: contract.file,
      name: found.name,
      ...(description !== undefined && { description }),
      ...(value !== undefined && { default: value }),
      ...(defaultFrom !== undefined && { defaultFrom }),
    };
  }
  return undefined;
}

function listImages([section, name = "", field, ...rest]: Pointer, side: Side): unknown[] {
  const components = componentsOf(side);
  if (section === "components" && field === "env" && rest.length === 1) {
    return [own(components, name)?.image];
  }
  if (section !== "envGroups" || field === undefined || rest.length > 0) return [];
  const users = Object.values(components).filter(
    ({ envFrom }) => Array.isArray(envFrom) && envFrom.includes(name),
  );
  return users.map(({ image }) => image);
}
