/**
 * Removes expired sessions and tokens (C000-63), and answers that are kept no longer; safe to run
 * at any time and any number of times.
 */

import { readDatabaseConfig } from "../config/config.ts";
import { openDatabase } from "../database/open-database.ts";
import { removeOldKeys } from "../database/run-once.ts";
import type { Command } from "../jobs.ts";
import { removeExpiredTokens } from "../modules/auth/service.ts";

export const clearSessions: Command = async () => {
  const db = await openDatabase(readDatabaseConfig());
  try {
    const removed = await removeExpiredTokens(db);
    await removeOldKeys(db);
    return `Sesiones expiradas limpiadas: ${new Date().toISOString()} (${removed})`;
  } finally {
    await db.$disconnect();
  }
};
