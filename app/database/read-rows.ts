/**
 * SELECTs by hand, where Prisma costs more than the database does: they go straight to its driver.
 */

import type { Sql } from "@prisma/client/runtime/client";
import type {
  ArgScalarType,
  ColumnType,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";

import type { Database } from "./open-database.ts";
import type { Pipeline } from "./pipeline.ts";

export interface Watched {
  factory: SqlDriverAdapterFactory;
  /** Once Prisma has connected */
  driver?: SqlDriverAdapter;
  /** Reads instead of the driver, and ends with it */
  pipeline?: Pipeline;
}

const drivers = new WeakMap<Database, Watched>();

/** Notes the driver that Prisma gets of the factory. */
export function watch(factory: SqlDriverAdapterFactory, pipeline?: Pipeline): Watched {
  const connect = factory.connect.bind(factory);
  const watched: Watched = { factory, ...(pipeline && { pipeline }) };
  factory.connect = async () => {
    const driver = await connect();
    const dispose = driver.dispose.bind(driver);
    driver.dispose = async () => {
      await pipeline?.close();
      await dispose();
    };
    return (watched.driver = driver);
  };
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
  return watched.pipeline ? watched.pipeline.read<T>(query) : readFrom<T>(watched.driver!, query);
}

async function readFrom<T>(driver: SqlDriverAdapter, { sql, values }: Sql): Promise<T[]> {
  const argTypes = values.map((value) => ({ scalarType: typeOf(value), arity: "scalar" as const }));
  const found = await driver.queryRaw({ sql, args: values, argTypes });
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

function typeOf(value: unknown): ArgScalarType {
  if (value instanceof Date) return "datetime";
  return typeof value === "number" ? "int" : "string";
}

/** What the drivers give as text: Int64 and DateTime, by their numbers in ColumnTypeEnum */
const converters: Partial<Record<ColumnType, (value: unknown) => unknown>> = {
  1: (value) => BigInt(String(value)),
  10: (value) => new Date(String(value)),
};
