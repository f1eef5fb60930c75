/**
 * Removes expired sessions and tokens (C000-63, L001-30), and answers that are kept no longer; safe
 * to run at any time and any number of times.
 */

import { removeOldKeys } from "../database/run-once.ts";
import { removeExpiredTokens } from "../modules/auth/service.ts";
import { defineCommand } from "./command.ts";

export const clearSessions = defineCommand(
  { usage: "clear-sessions", options: {} },
  async (db) => {
    const removed = await removeExpiredTokens(db);
    await removeOldKeys(db);
    return `Sesiones expiradas limpiadas: ${new Date().toISOString()} (${removed})`;
  },
);
