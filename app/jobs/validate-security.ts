/** Judges what this process was given, and the accounts: what an attacker would try first. */

import { type Config, readConfig } from "../config/config.ts";
import type { Database } from "../database/open-database.ts";
import { verifyPassword } from "../modules/auth/passwords.ts";
import { JobError } from "../process.ts";
import { defineCommand } from "./command.ts";
import { profiles } from "./seed.ts";

/** Whether a setting is safe, and what to say when it is not. What stops a start is not here. */
const settings: readonly [(config: Config) => boolean, string][] = [
  [({ production }) => production, "NODE_ENV is not production"],
  [({ debug }) => !debug, "DEBUG is on: answers and logs tell too much"],
  [({ logQueries }) => !logQueries, "LOG_QUERIES is on: the log tells of data"],
  [({ tls }) => tls, "TLS is off: browsers are not told to stay on https"],
  [({ session }) => session.secure, "SESSION_COOKIE_SECURE is off: sessions go over plain http"],
  [({ session }) => session.csrf, "ENABLE_CSRF is off: other sites can act for a user"],
  [({ redis }) => redis.limits !== undefined, "REDIS_URL is not set: each process counts attempts on its own"],
  [({ corsOrigins }) => corsOrigins.every((origin) => origin.startsWith("https:")), "CORS_ORIGINS (or CORS_ALLOWED_ORIGINS) has an origin of plain http"],
  [({ jwtSecret }) => jwtSecret.length >= 32, "JWT_SECRET has less than 32 characters"],
  [({ database }) => database.engine !== "sqlite", "The database is a file: no account guards it"],
  [({ mailTransport, mail }) => mailTransport !== "smtp" || mail.secure || mail.requireTls, "MAIL_USE_TLS is off: mail goes in the open"],
];

/** Exits 1 with all that is wrong, a line each. */
export const validateSecurity = defineCommand(
  { usage: "validate-security", options: {} },
  async (db) => {
    const config = readConfig();
    const wrong = settings.filter(([isSafe]) => !isSafe(config)).map(([, message]) => message);
    const problems = [...config.warnings, ...wrong, ...(await findKnownPasswords(db))];
    if (problems.length === 0) return "validate-security: nothing found";
    throw new JobError(problems.map((problem) => `- ${problem}`).join("\n"));
  },
);

/** Those of the seeds are public. */
async function findKnownPasswords(db: Database): Promise<string[]> {
  const known = Object.values(profiles).flat();
  const users = await db.user.findMany({
    where: { active: true, username: { in: known.map(({ username }) => username) } },
  });
  const open = await Promise.all(
    users.map(async ({ username, passwordHash }) => {
      const tried = known.filter((one) => one.username === username);
      const hits = await Promise.all(
        tried.map(({ password }) => verifyPassword(passwordHash, password)),
      );
      return hits.some(Boolean) ? [username] : [];
    }),
  );
  return open.flat().map((name) => `The account ${name} has a password that is public`);
}
