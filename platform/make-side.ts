/** One side of a plan from the files of an environment, also where they have faults. */
import { declare } from "./declare.ts";
import {
  type EnvironmentSource,
  makeEnvironment,
  resolveEnvironment,
  settleEnvironment,
} from "./environment.ts";
import { makeEmptySide, type Side } from "./plan/side.ts";
import type { Values } from "./spec/catalogue.ts";
import type { Resolved } from "./spec/resolve.ts";
import { placeOf } from "./spec/source.ts";

/** Throws `spec_invalid` with every fault. */
export function makeSide(source: EnvironmentSource, label: string): Side {
  const resolved = resolveEnvironment(source);
  const environment = settleEnvironment(source, resolved);
  return { ...describe(resolved, label), declarations: declare(environment) };
}

/** What files with faults still tell; what is no YAML tells nothing. */
export function makeLenientSide(source: EnvironmentSource, label: string): Side {
  const resolved = resolveEnvironment(source);
  if (!resolved.root) return { ...makeEmptySide(label), declarations: undefined };
  if (resolved.faults.length > 0) return describe(resolved, label);
  const environment = settleEnvironment(source, resolved);
  return { ...describe(resolved, label), declarations: declare(environment) };
}

/** What the values of an environment are made into; none for values that make no sense. */
export function declareValues(values: Values, place: Pick<EnvironmentSource, "name" | "root">) {
  try {
    return declare(makeEnvironment(place, values));
  } catch {
    return undefined;
  }
}

function describe({ root, value, approximations }: Resolved, label: string): Side {
  return {
    label,
    tree: root ?? makeEmptySide(label).tree,
    value: (value ?? {}) as unknown as Side["value"],
    approximations: approximations.map(({ span, ...one }) => ({ ...one, ...placeOf(span) })),
  };
}
