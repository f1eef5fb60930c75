/** In what a live database differs from a models file, for tests and for doubts. */

import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";

import { diff, model, type Wasm } from "./schema-engine.ts";

/** The SQL that would lead there: empty when the migrations and the models agree. */
export async function describeDrift(engine: Wasm, url: string, models: string): Promise<string> {
  const adapter = await openers[engine](url);
  return diff(
    adapter,
    { ...model(engine, models), tag: "schemaDatasource", configDir: "." },
    model(engine, models),
  );
}

const openers = {
  async sqlite(url: string): Promise<SqlMigrationAwareDriverAdapterFactory> {
    const { PrismaLibSql } = await import("@prisma/adapter-libsql");
    return new PrismaLibSql({ url });
  },
  async postgresql(url: string): Promise<SqlMigrationAwareDriverAdapterFactory> {
    const { PrismaPg } = await import("@prisma/adapter-pg");
    const factory = new PrismaPg({ connectionString: url, max: 1 });
    const connect = factory.connect.bind(factory);
    factory.connect = async () => readCatalogue(await connect());
    return factory;
  },
};

interface Pool {
  query(...args: unknown[]): Promise<{ fields?: { dataTypeID: number }[] }>;
}

/** The adapter cannot read the catalogue's type "char" (18), so it is told that it is text (25). */
function readCatalogue<T extends { underlyingDriver(): unknown }>(connection: T): T {
  const pool = connection.underlyingDriver() as Pool;
  const query = pool.query.bind(pool);
  pool.query = async (...args) => {
    const result = await query(...args);
    const chars = result.fields?.filter(({ dataTypeID }) => dataTypeID === 18) ?? [];
    for (const field of chars) field.dataTypeID = 25;
    return result;
  };
  return connection;
}
