/** The Point API on SQLite. */

import { makeSqlite } from "./databases.ts";
import { describeApiClients } from "./suites/api-clients.ts";
import { describeHistory } from "./suites/history.ts";
import { describeIntegrations } from "./suites/integrations.ts";

describeIntegrations(makeSqlite);
describeApiClients(makeSqlite);
describeHistory(makeSqlite);
