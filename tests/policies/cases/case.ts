/** What a rule is tried on, besides the examples of its page. */
import type { Patch } from "../../../policies/rule.ts";

export interface Case {
  /** Of the requirements catalogue. */
  ids?: string;
  /** It must complain. */
  more: Readonly<Record<string, Patch>>;
  /** It must not. */
  fine?: Readonly<Record<string, Patch>>;
}
export type Cases = Readonly<Record<string, Case>>;

/** Variables of the group that every program has. */
export function group(variables: Readonly<Record<string, string | null>>): Patch {
  return { envGroups: { app: variables } };
}

export function component(name: string, fields: Patch | null): Patch {
  return { components: { [name]: fields } };
}

/** A Secret beside whatever is to refer to it. */
export function withSecret(name: string, patch: Patch): Patch {
  const components = { [name]: { kind: "Secret", from: { variable: "GIVEN" } } };
  return { ...patch, components: { ...components, ...(patch.components as object | undefined) } };
}

/** A command whose text a shell reads. */
export function shell(text: string): string[] {
  return ["sh", "-c", text];
}
