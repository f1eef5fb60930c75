/** Every suite that holds on each of the three databases, by name. */

import { describe } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { describeApiClients } from "./api-clients.ts";
import { describeApiTokens } from "./api-tokens.ts";
import { describeAuth } from "./auth.ts";
import { describeCaseChanges } from "./case-changes.ts";
import { describeCases } from "./cases.ts";
import { describeClaims } from "./claims.ts";
import { describeContact } from "./contact.ts";
import { describeDashboard } from "./dashboard.ts";
import { describeHistory } from "./history.ts";
import { describeIdempotency } from "./idempotency.ts";
import { describeIntegrations } from "./integrations.ts";
import { describeLoans } from "./loans.ts";
import { describeMigrate } from "./migrate.ts";
import { describeMigrations } from "./migrations.ts";
import { describeOutbox } from "./outbox.ts";
import { describeSessions } from "./sessions.ts";
import { describeTokens } from "./tokens.ts";
import { describeWork } from "./work.ts";

const suites = {
  auth: describeAuth,
  tokens: describeTokens,
  keys: describeApiTokens,
  sessions: describeSessions,
  claims: describeClaims,
  cases: describeCases,
  "changes of cases": describeCaseChanges,
  "work on cases": describeWork,
  dashboard: describeDashboard,
  contact: describeContact,
  operations: describeIntegrations,
  "API clients": describeApiClients,
  history: describeHistory,
  loans: describeLoans,
  "requests that come twice": describeIdempotency,
  outbox: describeOutbox,
  migrate: describeMigrate,
  migrations: describeMigrations,
};

export function describeEvery(make: MakeDatabase): void {
  for (const [name, suite] of Object.entries(suites)) describe(name, () => suite(make));
}
