/**
 * Reads from PostgreSQL over few connections, each of which is asked more before it has answered:
 * what is asked in one turn of the event loop goes out in one packet.
 */

import type { Writable } from "node:stream";

import pg from "pg";

import { databaseAway } from "../errors.ts";

/** `$1` stands for the first value. */
export interface Statement {
  text: string;
  values: unknown[];
}

export interface Pipeline {
  /**
   * Moments come as Date, and big integers as bigint. Those of one text share a prepared statement,
   * so let there be few texts. Throws unavailable.
   */
  read<T>(statement: Statement): Promise<T[]>;
  close(): Promise<void>;
}

interface Connection {
  client: pg.Client;
  ready: Promise<unknown>;
  pending: number;
}

/** A statement that takes long keeps those behind it waiting, so there is more than one. */
const mostConnections = 4;
/** Of each connection */
const mostPrepared = 200;

/** Opens nothing yet. */
export function openPipeline(settings: pg.ClientConfig): Pipeline {
  const connections = new Set<Connection>();
  const names = new Map<string, string>();

  function connect(): Connection {
    const client = new pg.Client({ ...settings, types, pipeline: true } as pg.ClientConfig);
    const connection: Connection = { client, ready: client.connect(), pending: 0 };
    const forget = (): void => void connections.delete(connection);
    client.on("error", forget).on("end", forget);
    connection.ready.catch(forget);
    connections.add(connection);
    return connection;
  }

  /** One that waits for nothing, else a new one, else the one that waits for least. */
  function choose(): Connection {
    let best: Connection | undefined;
    for (const connection of connections) {
      if (!best || connection.pending < best.pending) best = connection;
    }
    return best && (best.pending === 0 || connections.size >= mostConnections) ? best : connect();
  }

  /** What it was asked already is answered yet. */
  function leave(connection: Connection): void {
    if (!connections.delete(connection)) return;
    connection.ready.then(() => connection.client.end()).catch(() => undefined);
  }

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= mostPrepared) return known;
    const name = `read_${names.size}`;
    names.set(text, name);
    return name;
  }

  async function ask<T>({ client, ready }: Connection, { text, values }: Statement): Promise<T[]> {
    await ready;
    holdBack(client);
    const { rows } = await client.query({ name: nameOf(text), text, values: values.map(write) });
    return rows as T[];
  }

  async function read<T>(statement: Statement, isSecondTry = false): Promise<T[]> {
    const connection = choose();
    connection.pending++;
    try {
      return await ask<T>(connection, statement);
    } catch (error) {
      const isLost = isOutage(error);
      if (!isLost && (isSecondTry || !isStale(error))) throw error;
      leave(connection);
      if (isLost) throw databaseAway(error);
      return read<T>(statement, true);
    } finally {
      connection.pending--;
    }
  }

  return {
    read: (statement) => read(statement),
    async close() {
      await Promise.all(Array.from(connections, ({ client }) => client.end()));
    },
  };
}

/** Sends nothing until the turn of the event loop is over. */
function holdBack(client: pg.Client): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}

/** The connection failed, or PostgreSQL ends, starts, or has no place for one more. */
function isOutage(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || /^(08...|53300|57P0.)$/.test(error.code ?? "");
}

/** A table was changed under a prepared statement ("cached plan must not change result type"). */
function isStale(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "0A000";
}

/** Moments are stored without a time zone, and mean UTC. */
function write(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

const { builtins } = pg.types;
const parsers: Partial<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: BigInt,
  [builtins.TIMESTAMP]: (text) => new Date(`${text.replace(" ", "T")}Z`),
};
const types = {
  getTypeParser: (oid: number, format?: "text") =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format),
};
