/**
 * Prisma's schema engine as WebAssembly, for development and tests: the SQL that leads from one
 * state of the schema to another.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";

import { type Engine, renderSchema } from "./schema.ts";

// Node has it, and only the browser's types tell of it
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

export type Wasm = Exclude<Engine, "mysql">; // that build has no MySQL

/** From one models file to another. No database is asked. */
export function diffModels(engine: Wasm, from: string, to: string): Promise<string> {
  return diff(nowhere(engine), model(engine, from), model(engine, to));
}

let loading: Promise<void> | undefined; // a second instance would break the first

export interface State {
  tag: "schemaDatamodel" | "schemaDatasource";
  files: { path: string; content: string }[];
  configDir?: string;
}

export function model(engine: Wasm, models: string): State {
  return {
    tag: "schemaDatamodel",
    files: [{ path: "schema.prisma", content: renderSchema(engine, models) }],
  };
}

export async function diff(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  from: State,
  to: State,
): Promise<string> {
  await (loading ??= load());
  const datamodels = to.files.map(({ path, content }) => [path, content]);
  const engine = await glue.SchemaEngine.new(
    { datamodels } as never,
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    const result = await engine.diff({
      from,
      to,
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    } as never);
    return result.exitCode === 0 ? "" : (result.stdout ?? "");
  } finally {
    engine.free();
  }
}

async function load(): Promise<void> {
  const panics = { set_message: (message: string) => console.error(`schema engine: ${message}`) };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  const path = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(path), {
    "./schema_engine_bg.js": glue,
  });
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
