/** Loans on SQLite. */

import { makeSqlite } from "./databases.ts";
import { describeLoans } from "./suites/loans.ts";

describeLoans(makeSqlite);
