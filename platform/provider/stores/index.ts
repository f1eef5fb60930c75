/** The table of engines that a Store can run. */
import { mysql } from "./mysql.ts";
import { postgresql } from "./postgresql.ts";
import { redis } from "./redis.ts";
import type { StoreRecipe } from "./store-recipe.ts";

export const storeRecipes: Readonly<Record<string, StoreRecipe>> = { postgresql, mysql, redis };
