/** Loans on SQLite. */

import { makeSqlite } from "./databases.ts";
import { describeIdempotency } from "./suites/idempotency.ts";
import { describeLoans } from "./suites/loans.ts";

describeLoans(makeSqlite);
describeIdempotency(makeSqlite);
