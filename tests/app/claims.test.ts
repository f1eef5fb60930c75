/** Claims on SQLite. */

import { makeSqlite } from "./databases.ts";
import { describeClaims } from "./suites/claims.ts";

describeClaims(makeSqlite);
