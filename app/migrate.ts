/**
 * Entry: brings the database to the newest migration, or to another one.
 * `node dist/migrate.js [VERB]`
 */

import { parseArgs } from "node:util";

import { readDatabaseConfig } from "./config/config.ts";
import { ConfigError } from "./config/variables.ts";
import { deploy, MigrationError, type Place, repair } from "./prisma/deploy/deploy.ts";
import { goTo, readState, revert, stamp } from "./prisma/deploy/history.ts";
import { renderScript } from "./prisma/deploy/render.ts";

interface Call {
  place: Place;
  name: string;
  steps: number;
  yes: boolean;
}

/** Names are those of migrations that were applied, reverted or stamped; a text is printed. */
const verbs: Record<string, (call: Call) => Promise<string[] | string>> = {
  new: async ({ name }) => {
    const { createMigration } = await import("./prisma/create-migration.ts").catch((cause) => {
      throw new MigrationError("A migration is made where the sources are.", { cause });
    });
    const made = await createMigration(name);
    return made.join("\n") || "The models have not changed.";
  },
  up: ({ place }) => deploy(place),
  down: ({ place, steps }) => revert(place, steps),
  to: ({ place, name }) => goTo(place, name),
  zero: ({ place }) => revert(place),
  stamp: ({ place, name }) => stamp(place, name),
  status: async ({ place }) => {
    const { applied, pending } = await readState(place);
    return [
      ...applied.map(({ name }) => `applied  ${name}`),
      ...pending.map((name) => `pending  ${name}`),
    ].join("\n");
  },
  current: async ({ place }) => (await readState(place)).applied.at(-1)?.name ?? "none",
  history: async ({ place }) =>
    (await readState(place)).applied.map(({ name, at }) => `${at}  ${name}`).join("\n"),
  check: async ({ place }) => {
    const { length } = (await readState(place)).pending;
    if (length > 0) throw new MigrationError(`ERROR: Hay ${length} migraciones pendientes`);
    return "OK: No hay migraciones pendientes";
  },
  sql: async ({ place }) => renderScript(place.engine),
  repair: async ({ place, yes }) => {
    if (yes) return repair(place);
    const { failed, edited, unknown } = await readState(place);
    const faults = Object.entries({ failed, edited, unknown }).flatMap(([fault, names]) =>
      names.map((name) => `${fault.padEnd(8)} ${name}`),
    );
    if (faults.length === 0) return "Nothing to repair";
    faults.push("With --yes failed ones are tried again, and edited ones taken as they are now.");
    throw new MigrationError(faults.join("\n"));
  },
};

/** What the verbs with a name take: add_loans, or the folder of one that is there */
const names: Record<string, RegExp> = { new: /^[a-z0-9_]+$/, to: /./, stamp: /./ };

try {
  const { verb, ...call } = readCall();
  const database = readDatabaseConfig();
  const result = await verbs[verb]!({ ...call, place: database });
  const migrations = Array.isArray(result) && { command: verb, database: database.source };
  console.log(migrations ? JSON.stringify({ ...migrations, migrations: result }) : result);
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

/** Throws ConfigError. */
function readCall() {
  const { values, positionals } = parseCall();
  const [verb = "up", name = values.message] = positionals;
  const steps = Number(values.steps);
  if (!Object.hasOwn(verbs, verb)) {
    throw new ConfigError([
      `"${verb}" is not a command; there are ${Object.keys(verbs).join(", ")}`,
    ]);
  }
  const wrong: string[] = [];
  if (!(names[verb] ?? /^$/).test(name)) {
    wrong.push(`${verb} ${names[verb] ? "needs the" : "takes no"} name of a migration`);
  }
  if (!Number.isInteger(steps) || steps < 1) wrong.push("--steps must be a number above 0");
  if (wrong.length > 0) throw new ConfigError(wrong);
  return { verb, name, steps, yes: values.yes };
}

function parseCall() {
  try {
    return parseArgs({
      options: {
        steps: { type: "string", default: "1" },
        message: { type: "string", short: "m", default: "" },
        yes: { type: "boolean", default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new ConfigError([(error as Error).message]);
  }
}
