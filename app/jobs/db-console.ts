/** A prompt for SQL on the app's database; a statement ends with a semicolon (N003-164). */

import { createInterface } from "node:readline";

import type { Database } from "../database/open-database.ts";
import { JobError } from "../process.ts";
import { defineCommand } from "./command.ts";

export const dbConsole = defineCommand({ usage: "db-console", options: {} }, async (db) => {
  const { stdin, stdout } = process;
  const ask = (text: string): unknown => stdin.isTTY && stdout.write(text);
  let statement = "";
  ask("sql> ");
  for await (const line of createInterface({ input: stdin })) {
    statement += `${line}\n`;
    if (/;\s*$/.test(statement)) {
      stdout.write(`${await answer(db, statement.trim().slice(0, -1)).catch(tell)}\n`);
      statement = "";
    }
    ask(statement ? "...> " : "sql> ");
  }
  return "";
});

const reading = /^\s*(select|with|values|show|describe|explain|pragma)\b/i;

async function answer(db: Database, statement: string): Promise<string> {
  if (!reading.test(statement)) return `${await db.$executeRawUnsafe(statement)} rows changed`;
  const rows = await db.$queryRawUnsafe<Record<string, unknown>[]>(statement);
  const lines = rows.map((row) => Object.values(row).map(show).join("\t"));
  return [Object.keys(rows[0] ?? {}).join("\t"), ...lines, `${rows.length} rows`].join("\n").trim();
}

function show(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/** Who types goes on; a script ends. */
function tell(error: Error): string {
  const message = error.message.trim().split("\n").at(-1)!;
  if (process.stdin.isTTY) return message;
  throw new JobError(message);
}
