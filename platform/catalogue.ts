/**
 * Everything the language knows here: the tables of components and of targets, as the
 * specification reads them.
 */
import { components } from "./components/index.ts";
import type { Catalogue, KindTraits } from "./spec/catalogue.ts";
import { makeEnvironmentShape } from "./spec/environment-fields.ts";
import { targets } from "./targets/index.ts";

const kinds: Readonly<Record<string, KindTraits>> = components;
const shapes = Object.entries(kinds).map(([kind, { schema }]) => [kind, schema] as const);

export const catalogue: Catalogue = {
  environment: makeEnvironmentShape(Object.fromEntries(shapes), targets),
  kinds,
  targets,
};
