/**
 * A migration session on MySQL or MariaDB. Its statements on tables cannot be taken back, so a
 * failure is for a person to mend.
 */

import mariadb from "mariadb";

import { lockSeconds, type Session } from "./session.ts";

export async function openMysql(url: string): Promise<Session> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection = await mariadb.createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    multipleStatements: true,
    timezone: "Z",
  });
  return {
    moment: "DATETIME(3)",
    async exclusively(work) {
      const [row] = await connection.query<{ ok: unknown }[]>(
        "SELECT GET_LOCK('prisma_migrate', ?) AS ok",
        [lockSeconds],
      );
      if (Number(row?.ok) !== 1) throw new Error("another deployer holds the lock");
      try {
        return await work();
      } finally {
        await connection.query("DO RELEASE_LOCK('prisma_migrate')");
      }
    },
    async run(script) {
      await connection.query(script);
    },
    async query(sql, parameters = []) {
      const rows = await connection.query<Record<string, unknown>[]>(sql, [...parameters]);
      return Array.isArray(rows) ? rows : [];
    },
    close: () => connection.end(),
  };
}
