// app.db: the Prisma client of the configured engine. All three are typed as the PostgreSQL one; the models are the same.
import { setTimeout as sleep } from "node:timers/promises";
import fp from "fastify-plugin";
import type { DatabaseConfig } from "../config/database-url.ts";
import type { Prisma, PrismaClient } from "../generated/postgresql/client.ts";
import { deploy, listMigrations } from "../prisma/deploy/deploy.ts";

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

declare module "fastify" {
  interface FastifyInstance {
    db: Database;
  }
}

export const database = fp(async (app) => {
  const db = await openDatabase(app.config.database);
  app.decorate("db", db);
  app.addHook("onClose", () => db.$disconnect());
  app.log.info({ environment: app.config.environment, database: app.config.database.source }, "Database chosen");
}, { name: "database" });

export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  if (config.throwaway) await deploy(config);
  const db = await openers[config.engine](config.url);
  if (config.engine === "sqlite") await assertWal(db);
  return db;
}

const openers = {
  async sqlite(url: string): Promise<Database> {
    const [{ PrismaClient }, { PrismaLibSql }] = await Promise.all([import("../generated/sqlite/client.ts"), import("@prisma/adapter-libsql")]);
    return new PrismaClient({ adapter: new PrismaLibSql({ url, timeout: busyMs }), ...options }) as unknown as Database;
  },
  async postgresql(url: string): Promise<Database> {
    const [{ PrismaClient }, { PrismaPg }] = await Promise.all([import("../generated/postgresql/client.ts"), import("@prisma/adapter-pg")]);
    // without the time zone, moments come back shifted where the server's is not UTC
    const adapter = new PrismaPg({ connectionString: url, options: "-c timezone=UTC", connectionTimeoutMillis: 5_000 });
    return new PrismaClient({ adapter, ...options });
  },
  async mysql(url: string): Promise<Database> {
    const [{ PrismaClient }, { PrismaMariaDb }] = await Promise.all([import("../generated/mysql/client.ts"), import("@prisma/adapter-mariadb")]);
    const { hostname: host, port, username, password, pathname } = new URL(url);
    const adapter = new PrismaMariaDb({
      host,
      port: Number(port || 3306),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      charset: "utf8mb4",
      initSql: "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    });
    return new PrismaClient({ adapter, ...options }) as unknown as Database;
  },
};

/** How long SQLite waits for another process. The whole process waits with it, so the rest of the patience is in `transact`. */
const busyMs = 1_000;

const options = { errorFormat: "minimal", transactionOptions: { maxWait: 10_000, timeout: 10_000 } } as const;

/** In any other journal mode one busy moment leaves the connection inside a transaction for ever. A file without tables is not ours yet. */
async function assertWal(db: Database): Promise<void> {
  const [tables] = await db.$queryRaw<{ count: number }[]>`select count(*) as count from sqlite_master`;
  const [mode] = await db.$queryRaw<{ journal_mode: string }[]>`pragma journal_mode`;
  if (Number(tables?.count) > 0 && mode?.journal_mode !== "wal") {
    throw new Error(`the SQLite file is in journal mode ${mode?.journal_mode}, not wal; node dist/migrate.js mends it`);
  }
}

const conflicts = new Set(["P1008", "P2034"]);

/** Runs the work in one transaction, and again when another one was in its way. */
export async function transact<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(work);
    } catch (error) {
      if (attempt === 5 || !conflicts.has(codeOf(error))) throw error;
      await sleep(attempt * 20 * (0.5 + Math.random()));
    }
  }
}

interface Constraint {
  fields?: string[];
  index?: string;
}

/** Whether the error says that a value of this column exists already. PostgreSQL and SQLite name the column, MySQL the index. */
export function isDuplicate(error: unknown, column: string): boolean {
  if (codeOf(error) !== "P2002") return false;
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { constraint?: Constraint } } } };
  const { fields = [], index = "" } = meta?.driverAdapterError?.cause?.constraint ?? {};
  return fields.includes(column) || index.endsWith(`_${column}_key`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

export type DatabaseState = "ok" | "pending migrations" | "unavailable";

/** Asks the database whether the newest migration that this build knows is there. */
export async function checkDatabase(db: Database, { engine }: Pick<DatabaseConfig, "engine">): Promise<DatabaseState> {
  const newest = listMigrations(engine).at(-1)!.name;
  try {
    const rows = await db.$queryRaw<unknown[]>`select migration_name from _prisma_migrations where migration_name = ${newest} and finished_at is not null`;
    return rows.length > 0 ? "ok" : "pending migrations";
  } catch (error) {
    return /_prisma_migrations/.test(messageOf(error)) && /exist|no such table/i.test(messageOf(error)) ? "pending migrations" : "unavailable";
  }
}

function messageOf(error: unknown): string {
  return `${String(error)} ${JSON.stringify((error as { meta?: unknown }).meta ?? "")}`;
}
