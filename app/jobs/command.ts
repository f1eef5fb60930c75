/** What the commands on data share: the database, their options, and where input comes from. */

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import type { ParseArgsOptionsConfig } from "node:util";

import { pino } from "pino";

import { readDatabaseConfig } from "../config/config.ts";
import { readRedis } from "../config/redis-url.ts";
import { Faults, readVariables } from "../config/variables.ts";
import { type Database, openDatabase } from "../database/open-database.ts";
import type { Command } from "../jobs.ts";
import { group } from "../modules/collections/cache-group.ts";
import { sharedGenerations } from "../plugins/cache.ts";
import { connectRedis } from "../plugins/redis.ts";
import { JobError } from "../process.ts";
import { parse, type Parsed } from "./arguments.ts";

interface Usage<T extends ParseArgsOptionsConfig> {
  /** How to call it, for who called it wrong */
  usage: string;
  options: T;
  /** How many arguments there must be besides the options */
  positionals?: number;
}

/** Opens the database, and drops what dashboards were shown once the work is done. */
export function defineCommand<T extends ParseArgsOptionsConfig>(
  { usage, options, positionals = 0 }: Usage<T>,
  work: (db: Database, call: Parsed<T>) => Promise<string>,
): Command {
  return async (args) => {
    const call = parse(args, options, positionals, usage);
    const db = await openDatabase(readDatabaseConfig());
    try {
      const line = await work(db, call);
      await dropFigures();
      return line;
    } catch (error) {
      throw withUsage(error, usage);
    } finally {
      await db.$disconnect();
    }
  };
}

/** An option that is missing or wrong shows how to call it. */
function withUsage(error: unknown, usage: string): unknown {
  if (!(error instanceof JobError) || error.exitCode !== 2) return error;
  if (error.message.includes("Usage: ")) return error;
  return new JobError(`${error.message}\nUsage: ${usage}`, { exitCode: 2, cause: error });
}

export function requireOption(value: string | undefined, name: string): string {
  if (value) return value;
  throw new JobError(`--${name} must be given`, { exitCode: 2 });
}

export function readNumber(value: string, name: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new JobError(`--${name} must be a number, not "${value}"`, { exitCode: 2 });
}

/** `-` is standard input. */
export async function readInput(path: string, encoding: BufferEncoding = "utf8"): Promise<string> {
  if (path === "-") return text(process.stdin.setEncoding(encoding));
  return readFile(path, encoding).catch((cause: unknown) => {
    throw new JobError(`${path} cannot be read`, { cause });
  });
}

/** Never an argument, which others could see: asked for, or the first line of standard input. */
export async function readPassword(): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return checkPassword((await text(stdin)).split(/\r?\n/)[0]!);
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output: mute, terminal: true });
  stderr.write("Password: ");
  const answer = await reader.question("").finally(() => reader.close());
  stderr.write("\n");
  return checkPassword(answer);
}

function checkPassword(password: string): string {
  const { length } = Array.from(password.normalize("NFC"));
  if (length >= 8 && length <= 128) return password;
  throw new JobError("A password has 8 to 128 characters; it is read from standard input");
}

/** Without Redis each server keeps its own figures, for 300 s at most. */
async function dropFigures(): Promise<void> {
  const { limits } = readRedis(readVariables(), new Faults());
  if (!limits) return;
  const redis = connectRedis(limits, pino({ level: "silent" }), { patient: true });
  await Promise.race([
    sharedGenerations(redis).renew(group),
    new Promise((resolve) => setTimeout(resolve, 3_000).unref()),
  ]);
  redis.disconnect();
}

/** The report of a table; throws it where rows were refused, so that nobody takes it for done. */
export function reportRows(report: string, refused: readonly string[]): string {
  if (refused.length === 0) return report;
  const rows = refused.length === 1 ? "1 row was refused" : `${refused.length} rows were refused`;
  throw new JobError(`${rows}; the others were taken`, { output: report });
}

export function refuseProduction(name: string, why: string): void {
  if (process.env["NODE_ENV"] === "production") {
    throw new JobError(`${name} refuses to run with NODE_ENV=production: ${why}`);
  }
}
