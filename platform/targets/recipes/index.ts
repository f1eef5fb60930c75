/** The table of engines that run in a container. */
import type { Store } from "../primitives.ts";
import { mysql } from "./mysql.ts";
import { postgresql } from "./postgresql.ts";
import type { Recipe } from "./recipe.ts";
import { redis } from "./redis.ts";

export const recipes: Readonly<Partial<Record<Store["engine"], Recipe>>> = {
  postgresql,
  mysql,
  redis,
};
