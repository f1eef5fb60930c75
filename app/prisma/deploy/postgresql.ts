/** A migration session on PostgreSQL: one connection, one advisory lock. */

import pg from "pg";

import { lockId, lockSeconds, type Session } from "./session.ts";

export async function openPostgresql(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  await client.query(`SET lock_timeout = '${lockSeconds}s'`);
  return {
    moment: "TIMESTAMPTZ",
    async exclusively(work) {
      await client.query("BEGIN");
      try {
        await client.query(`SELECT pg_advisory_xact_lock(${lockId})`);
        const result = await work();
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      }
    },
    async run(script) {
      await client.query(script);
    },
    async query(sql, parameters = []) {
      let count = 0;
      const result = await client.query(
        sql.replaceAll("?", () => `$${++count}`),
        [...parameters],
      );
      return result.rows as Record<string, unknown>[];
    },
    close: () => client.end(),
  };
}
