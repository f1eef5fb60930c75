/** The variables that a program reads, as the schema of its image declares them. */
import { own } from "./schema.ts";
import { type MeaningName, usualMeaning } from "./variable-meanings.ts";

/** How the text of a variable must read: the parts of JSON Schema that are understood. */
export interface TextSchema {
  readonly type?: readonly string[];
  readonly enum?: readonly string[];
  readonly ignoreCase?: boolean;
  readonly pattern?: RegExp;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly separator: string;
  readonly isJson: boolean;
  readonly items?: TextSchema;
  readonly anyOf?: readonly TextSchema[];
}

export interface VariableDeclaration {
  readonly name: string;
  readonly schema: TextSchema;
  readonly description?: string;
  readonly default?: string;
  /** The variable whose value counts where this one is not set. */
  readonly defaultFrom?: string;
  readonly meaning?: MeaningName;
  readonly secret: boolean;
  /** Other names of it. */
  readonly aliases: readonly string[];
}

/** What one command cannot run without. */
export interface Requirement {
  /** Words that stand in the command line one after the other. */
  readonly words: readonly string[];
  /** Whether it is what the image runs without a command. */
  readonly isDefault: boolean;
  readonly required: readonly string[];
  /** Of each list, one is enough. */
  readonly anyOf: readonly (readonly string[])[];
}

export interface Contract {
  /** From the project's root. */
  readonly file: string;
  readonly variables: Readonly<Record<string, VariableDeclaration>>;
  /** Declarations by each name that counts, aliases included. */
  readonly names: ReadonlyMap<string, VariableDeclaration>;
  readonly patterns: readonly { pattern: RegExp; declaration: VariableDeclaration }[];
  /** For every command. */
  readonly required: readonly string[];
  readonly dependent: Readonly<Record<string, readonly string[]>>;
  readonly commands: readonly Requirement[];
}

export function findDeclaration(
  { names, patterns }: Contract,
  name: string,
): VariableDeclaration | undefined {
  return names.get(name) ?? patterns.find(({ pattern }) => pattern.test(name))?.declaration;
}

/** Names that mean this to a program: those of its schema, else the usual ones. */
export function meaningOf(name: string, contract: Contract | undefined): MeaningName | undefined {
  const declared = contract && findDeclaration(contract, name);
  const meaning = declared?.meaning ?? usualMeaning(declared?.name ?? name);
  return meaning === "none" ? undefined : meaning;
}

export type Contracts = Readonly<Record<string, Contract>>;

export function contractOf(contracts: Contracts | undefined, image: unknown): Contract | undefined {
  return contracts && own(contracts, image);
}
