/** Entry: the commands that run once and end. `node dist/jobs.js NAME [arguments]` */

import { fail } from "./process.ts";

/** Gives the line that says what it did, and throws when it failed. */
export type Command = (args: readonly string[]) => Promise<string>;

/** Each loads what it needs and no more: some run every few minutes. */
const commands: Record<string, () => Promise<Command>> = {
  "assign-cases": async () => (await import("./jobs/assign-cases.ts")).assignCases,
  "audit-tail": async () => (await import("./jobs/audit-tail.ts")).auditTail,
  "change-password": async () => (await import("./jobs/users.ts")).changePassword,
  "clear-sessions": async () => (await import("./jobs/clear-sessions.ts")).clearSessions,
  "create-admin": async () => (await import("./jobs/users.ts")).createAdmin,
  "create-api-client": async () => (await import("./jobs/create-api-client.ts")).createApiClient,
  "create-user": async () => (await import("./jobs/users.ts")).createUser,
  "db-console": async () => (await import("./jobs/db-console.ts")).dbConsole,
  "export-data": async () => (await import("./jobs/export-data.ts")).exportData,
  "flush-expired-tokens": async () => (await import("./jobs/clear-sessions.ts")).clearSessions,
  "generate-secrets": async () => (await import("./jobs/generate-secrets.ts")).generateSecrets,
  "health-check": async () => (await import("./jobs/health-check.ts")).healthCheck,
  "import-cases": async () => (await import("./jobs/import-cases.ts")).importCases,
  "import-data": async () => (await import("./jobs/import-data.ts")).importData,
  "init-prod-db": async () => (await import("./jobs/init-prod-db.ts")).initProdDb,
  inspect: async () => (await import("./jobs/inspect.ts")).inspect,
  "migrate-dummy": async () => (await import("./jobs/import-data.ts")).migrateDummy,
  "reset-db": async () => (await import("./jobs/reset-db.ts")).resetDb,
  "run-integraciones-maintenance": async () =>
    (await import("./jobs/run-integraciones-maintenance.ts")).runIntegracionesMaintenance,
  "sample-data": async () => (await import("./jobs/sample-data.ts")).sampleData,
  seed: async () => (await import("./jobs/seed.ts")).seed,
  "set-user": async () => (await import("./jobs/users.ts")).setUser,
  shell: async () => (await import("./jobs/shell.ts")).shell,
  "smoke-integraciones": async () =>
    (await import("./jobs/smoke-integraciones.ts")).smokeIntegraciones,
  transfer: async () => (await import("./jobs/transfer.ts")).transfer,
  "update-management-status": async () =>
    (await import("./jobs/update-cases.ts")).updateManagementStatus,
  "update-payment-dates": async () => (await import("./jobs/update-cases.ts")).updatePaymentDates,
  "validate-security": async () =>
    (await import("./jobs/validate-security.ts")).validateSecurity,
  variables: async () => (await import("./jobs/variables.ts")).printVariables,
  "verify-data": async () => (await import("./jobs/verify-data.ts")).verifyData,
};

/** How the runbooks of the systems before call them, and their scripts (without .sh and .py) */
const aliases: Record<string, string> = {
  changepassword: "change-password",
  "cleanup-sessions": "clear-sessions",
  clearsessions: "clear-sessions",
  "create-sample-data": "sample-data",
  createsuperuser: "create-admin",
  dbshell: "db-console",
  "export-data-for-prod": "export-data",
  "import-data-to-prod": "import-data",
  "migrate-dummy-data": "migrate-dummy",
  "seed-initial-data": "seed",
  "shell-plus": "shell",
  "smoke-integraciones-api": "smoke-integraciones",
  "update-existing-cases-management-status": "update-management-status",
  "update-fechas-pago": "update-payment-dates",
  "verify-prod-data": "verify-data",
};

const [given = "", ...args] = process.argv.slice(2);
const plain = given.replace(/^.*\/|\.(sh|py)$/g, "").replaceAll("_", "-");
const name = aliases[plain] ?? plain;

if (Object.hasOwn(commands, name)) {
  await commands[name]!()
    .then((command) => command(args))
    .then((line) => console.log(line), fail);
} else if (name === "--help" || name === "-h") {
  console.log(Object.keys(commands).join("\n"));
  console.log("\nNAME --help shows how to call one.");
} else {
  const names = Object.keys(commands).join(", ");
  console.error(`${given ? `There is no job "${given}".` : "Which job?"} Jobs: ${names}`);
  process.exitCode = 2;
}
