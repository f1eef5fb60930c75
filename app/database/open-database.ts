/**
 * Opens the Prisma client of the configured engine. All three are typed as the PostgreSQL one; the
 * models are the same.
 */

import type { DatabaseConfig } from "../config/database-url.ts";
import type { Prisma, PrismaClient } from "../generated/postgresql/client.ts";
import { deploy } from "../prisma/deploy/deploy.ts";
import { readByDriver, watch, type Watched } from "./read-rows.ts";

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** Told of every statement */
export type OnQuery = (event: Prisma.QueryEvent) => void;

export async function openDatabase(config: DatabaseConfig, onQuery?: OnQuery): Promise<Database> {
  if (config.throwaway) await deploy(config);
  const log = onQuery ? { log: [{ emit: "event", level: "query" }] as const } : {};
  const { Client, watched } = await openers[config.engine](config.url);
  const db = new Client({ adapter: watched.factory, ...options, ...log } as never) as Database;
  if (onQuery) (db as PrismaClient<"query">).$on("query", onQuery);
  else readByDriver(db, watched);
  if (config.engine === "sqlite") await assertWal(db);
  return db;
}

const openers = {
  async sqlite(url: string): Promise<Opened> {
    const [{ PrismaClient: Client }, { PrismaLibSql }] = await Promise.all([
      import("../generated/sqlite/client.ts"),
      import("@prisma/adapter-libsql"),
    ]);
    return { Client, watched: watch(new PrismaLibSql({ url, timeout: busyMs })) };
  },
  async postgresql(url: string): Promise<Opened> {
    const [{ PrismaClient: Client }, { PrismaPg }, { openPipeline }] = await Promise.all([
      import("../generated/postgresql/client.ts"),
      import("@prisma/adapter-pg"),
      import("./pipeline.ts"),
    ]);
    // without the time zone, moments come back shifted where the server's is not UTC
    const settings = {
      connectionString: url,
      options: "-c timezone=UTC",
      connectionTimeoutMillis: 5_000,
    };
    return { Client, watched: watch(new PrismaPg(settings), openPipeline(settings)) };
  },
  async mysql(url: string): Promise<Opened> {
    const [{ PrismaClient: Client }, { PrismaMariaDb }] = await Promise.all([
      import("../generated/mysql/client.ts"),
      import("@prisma/adapter-mariadb"),
    ]);
    const { hostname: host, port, username, password, pathname } = new URL(url);
    const factory = new PrismaMariaDb({
      host,
      port: Number(port || 3306),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      charset: "utf8mb4",
      // 1 s by default, in which the statements below must be done: else nobody catches the error
      connectTimeout: 10_000,
      // as on PostgreSQL: else who has waited for a lock goes on with old rows
      initSql: [
        `SET SESSION sql_mode = '${sqlMode}'`,
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
      ],
    });
    return { Client, watched: watch(factory) };
  },
};

interface Opened {
  Client: new (options: never) => unknown;
  watched: Watched;
}

/**
 * How long SQLite waits for another process. This whole process waits with it, so the rest of the
 * patience is in `transact`.
 */
const busyMs = 1_000;

const options = {
  errorFormat: "minimal",
  transactionOptions: { maxWait: 10_000, timeout: 10_000 },
} as const;

/** What MySQL must refuse instead of mending (L001-05). */
const sqlMode = [
  "STRICT_TRANS_TABLES",
  "NO_ZERO_DATE",
  "NO_ZERO_IN_DATE",
  "ERROR_FOR_DIVISION_BY_ZERO",
  "NO_ENGINE_SUBSTITUTION",
].join();

/**
 * In any other journal mode one busy moment leaves the connection inside a transaction for ever.
 * A file without tables is not ours yet.
 */
async function assertWal(db: Database): Promise<void> {
  const [tables] = await db.$queryRaw<Row[]>`select count(*) as count from sqlite_master`;
  const [mode] = await db.$queryRaw<Row[]>`pragma journal_mode`;
  if (Number(tables?.["count"]) > 0 && mode?.["journal_mode"] !== "wal") {
    const found = String(mode?.["journal_mode"]);
    throw new Error(
      `the SQLite file is in journal mode ${found}, not wal; node dist/migrate.js mends it`,
    );
  }
}

type Row = Record<string, unknown>;
