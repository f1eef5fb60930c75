/**
 * SELECTs by hand, where Prisma costs more than the database does: they go straight to its driver.
 * Those of one text share a prepared statement on PostgreSQL, so let there be few texts.
 */

import type { Sql } from "@prisma/client/runtime/client";
import type {
  ArgScalarType,
  ColumnType,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
} from "@prisma/driver-adapter-utils";

import type { Database } from "./open-database.ts";

export interface Watched {
  factory: SqlDriverAdapterFactory;
  /** Once Prisma has connected */
  driver?: SqlDriverAdapter;
}

const drivers = new WeakMap<Database, Watched>();

/** Notes the driver that Prisma gets of the factory. */
export function watch(factory: SqlDriverAdapterFactory): Watched {
  const connect = factory.connect.bind(factory);
  const watched: Watched = { factory };
  factory.connect = async () => (watched.driver = await connect());
  return watched;
}

/** From now on; rows of other databases are read by Prisma, which logs its statements. */
export function readByDriver(db: Database, watched: Watched): void {
  drivers.set(db, watched);
}

/** Moments come as Date, and big integers as bigint. */
export async function readRows<T>(db: Database, query: Sql): Promise<T[]> {
  const watched = drivers.get(db);
  if (!watched) return db.$queryRaw<T[]>(query);
  if (!watched.driver) await db.$connect();
  const driver = watched.driver!;
  const found = await driver.queryRaw(describe(query, driver.provider));
  const { columnNames, columnTypes, rows } = found;
  const convert = columnTypes.map((type) => converters[type]);
  return rows.map((row) => {
    const result: Record<string, unknown> = {};
    for (let index = 0; index < columnNames.length; index++) {
      const value = row[index];
      const change = convert[index];
      result[columnNames[index]!] = change && value !== null ? change(value) : value;
    }
    return result as T;
  });
}

/** `nameStatement` gives it a name. */
function describe({ text, sql, values }: Sql, provider: string): SqlQuery & { isKept: true } {
  return {
    isKept: true,
    sql: provider === "postgres" ? text : sql,
    args: values,
    argTypes: values.map((value) => ({ scalarType: typeOf(value), arity: "scalar" })),
  };
}

/** For PostgreSQL, which prepares what has a name once for each connection; most have none. */
export function nameStatement(query: SqlQuery): string {
  if (!("isKept" in query)) return "";
  const known = names.get(query.sql);
  if (known || names.size >= mostNames) return known ?? "";
  const name = `read_${names.size}`;
  names.set(query.sql, name);
  return name;
}

const names = new Map<string, string>();
const mostNames = 200;

function typeOf(value: unknown): ArgScalarType {
  if (value instanceof Date) return "datetime";
  return typeof value === "number" ? "int" : "string";
}

/** What the drivers give as text: Int64 and DateTime, by their numbers in ColumnTypeEnum */
const converters: Partial<Record<ColumnType, (value: unknown) => unknown>> = {
  1: (value) => BigInt(String(value)),
  10: (value) => new Date(String(value)),
};
