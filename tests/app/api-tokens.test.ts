/** Keys for programs on SQLite. */

import { makeSqlite } from "./databases.ts";
import { describeApiTokens } from "./suites/api-tokens.ts";

describeApiTokens(makeSqlite);
