/** A migration session on a SQLite file, which it makes, and turns to WAL. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

import Database from "libsql";

import { lockSeconds, type Session } from "./session.ts";

export function openSqlite(url: string): Promise<Session> {
  const path = url.replace(/^file:/, "");
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: lockSeconds * 1000 });
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA foreign_keys = OFF"); // a table that is made anew would empty those that refer to it
  return Promise.resolve({
    moment: "DATETIME",
    async exclusively(work) {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = await work();
        const broken = database.prepare("PRAGMA foreign_key_check").all();
        if (broken.length > 0) {
          throw new Error(`rows would refer to nothing: ${JSON.stringify(broken.slice(0, 3))}`);
        }
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    async run(script) {
      database.exec(script);
    },
    async query(sql, parameters = []) {
      const statement = database.prepare(sql);
      if (/^\s*select/i.test(sql)) return statement.all(...parameters) as Record<string, unknown>[];
      statement.run(...parameters);
      return [];
    },
    async close() {
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)"); // else the tables may stay beside the file until the process ends
      database.close();
    },
  } satisfies Session);
}
