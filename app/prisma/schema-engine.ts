// Prisma's schema engine as WebAssembly, for development and tests: the SQL that leads from one state of the schema to another.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory, type SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { type Engine, renderSchema } from "./schema.ts";

// Node has it, and only the browser's types tell of it
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

export type Wasm = Exclude<Engine, "mysql">; // that build has no MySQL

/** From one models file to another. No database is asked. */
export function diffModels(engine: Wasm, from: string, to: string): Promise<string> {
  return diff(nowhere(engine), model(engine, from), model(engine, to));
}

/** From a live database to a models file: empty when the migrations and the models agree. */
export async function describeDrift(engine: Wasm, url: string, models: string): Promise<string> {
  const adapter = await openers[engine](url);
  return diff(adapter, { ...model(engine, models), tag: "schemaDatasource", configDir: "." }, model(engine, models));
}

const openers = {
  async sqlite(url: string): Promise<SqlMigrationAwareDriverAdapterFactory> {
    const { PrismaLibSql } = await import("@prisma/adapter-libsql");
    return new PrismaLibSql({ url });
  },
  async postgresql(url: string): Promise<SqlMigrationAwareDriverAdapterFactory> {
    const { PrismaPg } = await import("@prisma/adapter-pg");
    const factory = new PrismaPg({ connectionString: url, max: 1 });
    return { ...factory, provider: factory.provider, adapterName: factory.adapterName, connectToShadowDb: () => factory.connectToShadowDb(), connect: async () => {
      const connection = await factory.connect();
      const pool = connection.underlyingDriver() as unknown as { query: (...args: unknown[]) => Promise<{ fields?: { dataTypeID: number }[] }> };
      const query = pool.query.bind(pool);
      pool.query = async (...args) => {
        const result = await query(...args);
        for (const field of result.fields ?? []) if (field.dataTypeID === 18) field.dataTypeID = 25; // the adapter cannot read the catalogue's "char"
        return result;
      };
      return connection;
    } };
  },
};

let loading: Promise<void> | undefined; // a second instance would break the first

interface State {
  tag: "schemaDatamodel" | "schemaDatasource";
  files: { path: string; content: string }[];
  configDir?: string;
}

function model(engine: Wasm, models: string): State {
  return { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: renderSchema(engine, models) }] };
}

async function diff(adapter: SqlMigrationAwareDriverAdapterFactory, from: State, to: State): Promise<string> {
  await (loading ??= load());
  const datamodels = to.files.map(({ path, content }) => [path, content]);
  const engine = await glue.SchemaEngine.new({ datamodels } as never, () => {}, bindMigrationAwareSqlAdapterFactory(adapter));
  try {
    const result = await engine.diff({ from, to, script: true, exitCode: true, filters: { externalTables: [], externalEnums: [] } } as never);
    return result.exitCode === 0 ? "" : result.stdout ?? "";
  } finally {
    engine.free();
  }
}

async function load(): Promise<void> {
  const panics = { set_message: (message: string) => console.error(`schema engine: ${message}`) };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  const path = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(path), { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** The engine wants a connection even to compare two files; this one answers with nothing. */
function nowhere(engine: Wasm): SqlMigrationAwareDriverAdapterFactory {
  const provider = engine === "sqlite" ? "sqlite" : "postgres";
  const connection = {
    provider,
    adapterName: "nowhere",
    queryRaw: () => Promise.resolve({ columnNames: [], columnTypes: [], rows: [] }),
    executeRaw: () => Promise.resolve(0),
    executeScript: () => Promise.resolve(),
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
    dispose: () => Promise.resolve(),
  };
  const connect = () => Promise.resolve(connection);
  return { provider, adapterName: "nowhere", connect, connectToShadowDb: connect } as never;
}
