/**
 * Which database to use, from the variables of all the systems that the app takes over (L001-02,
 * X02). Opens nothing.
 */

import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type { Engine } from "../prisma/schema.ts";
import type { Faults, Variables } from "./variables.ts";

export interface DatabaseConfig {
  engine: Engine;
  /** `file:/absolute/path`, `postgresql://…` or `mysql://…` */
  url: string;
  /** Which variable decided and what it means, without the password */
  source: string;
  /** In a folder of its own, which comes with the app, its tables made, and goes with it */
  throwaway: boolean;
}

const schemes: Record<string, Engine> = {
  sqlite: "sqlite",
  file: "sqlite",
  postgres: "postgresql",
  postgresql: "postgresql",
  mysql: "mysql",
  mariadb: "mysql",
};

/** `MYSQL_NAME` and its kin, else `DATABASE_URL`, else a SQLite file. */
export function readDatabase(variables: Variables, faults: Faults): DatabaseConfig | undefined {
  if (variables["MYSQL_NAME"]) return readMysql(variables, faults);
  const url = variables["DATABASE_URL"];
  if (!url) return sqlite("data/app.sqlite3", "the default");
  return parseUrl(url, faults);
}

function readMysql(variables: Variables, faults: Faults): DatabaseConfig | undefined {
  const {
    MYSQL_NAME: name = "",
    MYSQL_USER: user,
    MYSQL_PASSWORD: password,
    MYSQL_HOST: host = "127.0.0.1",
    MYSQL_PORT: port = "3307",
  } = variables;
  if (!user) faults.add("MYSQL_USER", "must be given with MYSQL_NAME");
  if (!password) faults.add("MYSQL_PASSWORD", "must be given with MYSQL_NAME");
  if (!/^\d{1,5}$/.test(port)) faults.add("MYSQL_PORT", `must be a port, not "${port}"`);
  if (!user || !password) return undefined;
  const url = `mysql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(name)}`;
  return {
    engine: "mysql",
    url,
    source: `MYSQL_NAME (mysql at ${host}:${port}/${name})`,
    throwaway: false,
  };
}

function parseUrl(text: string, faults: Faults): DatabaseConfig | undefined {
  const [, scheme = "", rest = ""] = /^([a-z0-9]+)(?:\+[a-z0-9_]+)?:(.*)$/is.exec(text) ?? [];
  const engine = schemes[scheme.toLowerCase()];
  if (!engine) {
    const known = Object.keys(schemes).join(", ");
    faults.add(
      "DATABASE_URL",
      scheme
        ? `the scheme "${scheme}" is not known in ${mask(text)}; known are ${known}`
        : `must begin with one of ${known}, and a colon`,
    );
    return undefined;
  }
  return engine === "sqlite"
    ? parseFile(scheme, rest)
    : parseServer(engine, rest, mask(text), faults);
}

/**
 * `sqlite:///x` is relative to the working folder, `sqlite:////x` absolute; `file:x` and `file:/x`
 * are as they look.
 */
function parseFile(scheme: string, rest: string): DatabaseConfig {
  const path = rest
    .split("?")[0]!
    .replace(scheme.toLowerCase() === "sqlite" ? /^\/\/\/?/ : /^\/\/(?=\/)/, "");
  if (path !== "" && path !== ":memory:") return sqlite(decodeURIComponent(path), "DATABASE_URL");
  const folder = join(tmpdir(), `app-${randomUUID()}`);
  return {
    ...sqlite(join(folder, "app.sqlite3"), "DATABASE_URL"),
    source: "DATABASE_URL (a throw-away sqlite)",
    throwaway: true,
  };
}

function sqlite(path: string, variable: string): DatabaseConfig {
  const file = resolve(path);
  return {
    engine: "sqlite",
    url: `file:${file}`,
    source: `${variable} (sqlite at ${file})`,
    throwaway: false,
  };
}

function parseServer(
  engine: Engine,
  rest: string,
  masked: string,
  faults: Faults,
): DatabaseConfig | undefined {
  const url = URL.parse(`${engine}:${rest}`);
  const database = url?.pathname.slice(1);
  if (!url?.hostname || !database) {
    faults.add("DATABASE_URL", `must read ${engine}://user:password@host:port/name, not ${masked}`);
    return undefined;
  }
  return {
    engine,
    url: url.href,
    source: `DATABASE_URL (${engine} at ${url.host}/${database})`,
    throwaway: false,
  };
}

function mask(url: string): string {
  return url.replace(/\/\/([^:/@]*):.*@/, "//$1:***@");
}
