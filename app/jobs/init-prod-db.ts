/**
 * Makes a database ready, however new it is: waits until it is up, migrates, and makes the users
 * whose passwords are given. What is there already stays as it is (N003-138).
 */

import { setTimeout as sleep } from "node:timers/promises";

import { readDatabaseConfig } from "../config/config.ts";
import { readVariables } from "../config/variables.ts";
import { openDatabase } from "../database/open-database.ts";
import type { Command } from "../jobs.ts";
import { deploy, MigrationError } from "../prisma/deploy/deploy.ts";
import { JobError } from "../process.ts";
import { parse } from "./arguments.ts";
import { addUser } from "./seed.ts";

/** In this order, so that the ids are 1, 2 and 3 (X08); passwords come from secrets (X07). */
const users = [
  ["admin", "ADMIN"],
  ["gestor", "GESTOR"],
  ["usuario", "USER"],
] as const;

const patienceMs = 120_000;

const usage = `init-prod-db
The passwords come from ${users.map(([name]) => nameOf(name)).join(", ")}.`;

/** Throws JobError where nobody could sign in as an administrator. */
export const initProdDb: Command = async (args) => {
  parse(args, {}, 0, usage);
  const config = readDatabaseConfig();
  const variables = readVariables();
  const migrations = await waitFor(() => deploy(config));
  const db = await openDatabase(config);
  try {
    let added = 0;
    for (const [username, role] of users) {
      const name = nameOf(username);
      const password = variables[name];
      if (!password) continue;
      if (password.length < 16) throw new JobError(`${name} must have at least 16 characters`);
      added += await addUser(db, { username, role, password, nombre: null, apellido: null });
    }
    if (!(await db.user.findFirst({ where: { role: "ADMIN", active: true } }))) {
      throw new JobError(
        "There is no administrator: set INIT_ADMIN_PASSWORD, with at least 16 characters",
      );
    }
    return JSON.stringify({ job: "init-prod-db", migrations, users: added });
  } finally {
    await db.$disconnect();
  }
};

function nameOf(username: string): string {
  return `INIT_${username.toUpperCase()}_PASSWORD`;
}

/** A migration that is wrong does not get right by waiting. */
async function waitFor<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof MigrationError || Date.now() > end) throw error;
      await sleep(500);
    }
  }
}
