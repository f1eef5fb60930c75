/**
 * Everything the language knows here: the tables of components and of targets, as the
 * specification reads them.
 */
import { components } from "./components/index.ts";
import type { Catalogue, KindTraits } from "./spec/catalogue.ts";
import { makeEnvironmentShape } from "./spec/environment-fields.ts";
import type { FieldsShape } from "./spec/schema.ts";
import { targets } from "./targets/index.ts";
import type { Target } from "./targets/target.ts";

export function makeCatalogue(known: Readonly<Record<string, Target>> = targets): Catalogue {
  const kinds: Readonly<Record<string, KindTraits>> = components;
  const shapes = Object.entries(kinds).map(([kind, { schema }]): [string, FieldsShape] => [
    kind,
    schema,
  ]);
  return {
    environment: makeEnvironmentShape(Object.fromEntries(shapes), Object.keys(known)),
    kinds,
    targets: known,
  };
}

/** Made once per process. */
export const catalogue = makeCatalogue();
