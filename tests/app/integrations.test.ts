/** The Point API on SQLite. */

import { makeSqlite } from "./databases.ts";
import { describeHistory } from "./suites/history.ts";
import { describeIntegrations } from "./suites/integrations.ts";

describeIntegrations(makeSqlite);
describeHistory(makeSqlite);
