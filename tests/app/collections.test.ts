/** The collections on SQLite. */

import { makeSqlite } from "./databases.ts";
import { describeCases } from "./suites/cases.ts";
import { describeDashboard } from "./suites/dashboard.ts";
import { describeWork } from "./suites/work.ts";

describeCases(makeSqlite);
describeWork(makeSqlite);
describeDashboard(makeSqlite);
