/**
 * Entry: brings the database to the newest migration. `migrate.js repair` forgets a failed one.
 */

import { readDatabaseConfig } from "./config/config.ts";
import { ConfigError } from "./config/variables.ts";
import { deploy, MigrationError, repair } from "./prisma/deploy/deploy.ts";

const commands = { up: deploy, repair };

try {
  const database = readDatabaseConfig();
  const command = process.argv[2] ?? "up";
  if (!(command in commands)) {
    throw new ConfigError([
      `"${command}" is not a command; there are ${Object.keys(commands).join(", ")}`,
    ]);
  }
  const names = await commands[command as keyof typeof commands](database);
  console.log(JSON.stringify({ command, database: database.source, migrations: names }));
} catch (error) {
  const known = error instanceof ConfigError || error instanceof MigrationError;
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined; // of a driver: the server is away, refuses …
  console.error(
    known
      ? error.message
      : code
        ? `The database cannot be migrated: ${(error as Error).message || code}`
        : error,
  );
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
