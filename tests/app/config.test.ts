/** What the variables decide, and how a wrong one is told. */

import { existsSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { describe, expect, test } from "vitest";

import { readConfig, readDatabaseConfig } from "../../app/config/config.ts";
import { parseLimits } from "../../app/config/rate-limit.ts";
import { ConfigError } from "../../app/config/variables.ts";

const mysql = { MYSQL_NAME: "loans", MYSQL_USER: "loan_user", MYSQL_PASSWORD: "p@ss:w/rd" };

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe("the database", () => {
  test("L001-02 is MySQL when MYSQL_NAME is set, else DATABASE_URL, else SQLite", () => {
    const DATABASE_URL = "postgresql://u:secret@h/db";
    expect(readDatabaseConfig({ ...mysql, DATABASE_URL }).engine).toBe("mysql");
    expect(readDatabaseConfig(mysql).source).toBe("MYSQL_NAME (mysql at 127.0.0.1:3307/loans)");
    expect(readDatabaseConfig({ DATABASE_URL }).source).toBe("DATABASE_URL (postgresql at h/db)");
    expect(readDatabaseConfig({ MYSQL_NAME: "", DATABASE_URL: "" }).url).toBe(
      `file:${resolve("data/app.sqlite3")}`,
    );
  });

  test("L001-04 by MYSQL_NAME needs a user and a password, whatever characters it has", () => {
    expect(readDatabaseConfig(mysql).url).toBe(
      "mysql://loan_user:p%40ss%3Aw%2Frd@127.0.0.1:3307/loans",
    );
    expect(faultsOf(() => readDatabaseConfig({ MYSQL_NAME: "loans" }))).toEqual([
      "MYSQL_USER: must be given with MYSQL_NAME",
      "MYSQL_PASSWORD: must be given with MYSQL_NAME",
    ]);
  });

  test.each([
    [
      "mysql+aiomysql://reclamos_user:pass@db:3306/reclamos",
      "mysql",
      "mysql://reclamos_user:pass@db:3306/reclamos",
    ],
    ["mysql+pymysql://u:p@db/x?charset=utf8mb4", "mysql", "mysql://u:p@db/x?charset=utf8mb4"],
    ["mariadb://u:p@db/x", "mysql", "mysql://u:p@db/x"],
    ["postgres://u@h:5433/x", "postgresql", "postgresql://u@h:5433/x"],
    [
      "postgresql+psycopg2://u:p%40@h/x?sslmode=require",
      "postgresql",
      "postgresql://u:p%40@h/x?sslmode=require",
    ],
    ["PostgreSQL+asyncpg://u@h/x", "postgresql", "postgresql://u@h/x"],
    ["sqlite:///data/x.db", "sqlite", `file:${resolve("data/x.db")}`],
    ["sqlite:////srv/x.db", "sqlite", "file:/srv/x.db"],
    ["sqlite+aiosqlite:///x.db", "sqlite", `file:${resolve("x.db")}`],
    ["file:./x.db", "sqlite", `file:${resolve("x.db")}`],
    ["file:/srv/x.db", "sqlite", "file:/srv/x.db"],
    ["file:///srv/x.db", "sqlite", "file:/srv/x.db"],
  ])("N003-80, X02 %s is understood", (DATABASE_URL, engine, url) => {
    expect(readDatabaseConfig({ DATABASE_URL })).toMatchObject({ engine, url, throwaway: false });
  });

  test.each([
    "sqlite+aiosqlite:///:memory:",
    "sqlite:///:memory:",
    "sqlite://:memory:",
    "sqlite://",
    "file::memory:",
  ])("X02 %s is a throw-away database", (DATABASE_URL) => {
    const { engine, url, throwaway } = readDatabaseConfig({ DATABASE_URL });
    expect([engine, throwaway]).toEqual(["sqlite", true]);
    expect(existsSync(url.replace("file:", ""))).toBe(false);
  });

  test.each([
    [
      "oracle+cx://u:hunter2@h/x",
      "the scheme \"oracle\" is not known in oracle+cx://u:***@h/x; known are sqlite, file, postgres, postgresql, mysql, mariadb",
    ],
    [
      "postgresql://u:hunter2@h",
      "must read postgresql://user:password@host:port/name, not postgresql://u:***@h",
    ],
    [
      "postgresql://u:hun@ter2@h:x/y",
      "must read postgresql://user:password@host:port/name, not postgresql://u:***@h:x/y",
    ],
    [
      "hunter2",
      "must begin with one of sqlite, file, postgres, postgresql, mysql, mariadb, and a colon",
    ],
  ])("X02 %s stops the start, and its password is masked", (DATABASE_URL, fault) => {
    const faults = faultsOf(() => readDatabaseConfig({ DATABASE_URL }));
    expect(faults).toEqual([`DATABASE_URL: ${fault}`]);
    expect(faults.join()).not.toContain("ter2");
  });
});

describe("Redis", () => {
  const redis = (variables: Record<string, string>) => readConfig(variables).redis;

  test("X15 REDIS_URL serves everything, and the CELERY names win for the queue and its results", () => {
    expect(redis({})).toEqual({});
    expect(redis({ REDIS_URL: "redis://:p@h:6379/0" })).toEqual({
      limits: "redis://:p@h:6379/0",
      queue: "redis://:p@h:6379/0",
    });
    expect(
      redis({
        REDIS_URL: "rediss://a",
        CELERY_BROKER_URL: "redis://b/0",
        CELERY_RESULT_BACKEND: "redis://b/1",
      }),
    ).toEqual({ limits: "rediss://a", queue: "redis://b/0", results: "redis://b/1" });
    expect(redis({ CELERY_BROKER_URL: "redis://b/0" })).toEqual({ queue: "redis://b/0" });
  });

  test("X15 with memory:// the process does the work itself", () => {
    expect(redis({ REDIS_URL: "memory://" })).toEqual({});
    expect(redis({ REDIS_URL: "redis://a", CELERY_BROKER_URL: "memory://" })).toEqual({
      limits: "redis://a",
    });
    expect(faultsOf(() => redis({ REDIS_URL: "http://a" }))).toEqual([
      "REDIS_URL: must be redis://…, rediss://… or memory://",
    ]);
  });
});

test("R002-63 a limit is a number and a unit, or several; bad syntax stops the start", () => {
  expect(parseLimits("200/day;50 per hour")).toEqual([
    { max: 200, windowMs: 86_400_000, text: "200/day" },
    { max: 50, windowMs: 3_600_000, text: "50 per hour" },
  ]);
  for (const text of [
    "",
    "100",
    "100/fortnight",
    "0/minute",
    "-1/minute",
    "1e3/day",
    "5/minute;",
  ]) {
    expect([text, parseLimits(text)]).toEqual([text, undefined]);
  }
  expect(faultsOf(() => readConfig({ RATE_LIMIT_DEFAULT: "often" }))).toEqual([
    "RATE_LIMIT_DEFAULT: must read like 100/minute or 200/day;50/hour, not \"often\"",
  ]);
});

test("R002-69 everything that is wrong is told at once, by its name", () => {
  const faults = faultsOf(() =>
    readConfig({
      NODE_ENV: "production",
      DEBUG: "maybe",
      LOG_LEVEL: "loud",
      PORT: "70000",
      DATABASE_URL: "x:y",
      REDIS_URL: "x",
      MAIL_TRANSPORT: "pigeon",
      RATE_LIMIT_AUTH: "x",
      TRUST_PROXY: "10.0.0.0/33,1",
    }),
  );
  expect(faults.map((fault) => fault.split(":")[0])).toEqual([
    "DEBUG",
    "LOG_LEVEL",
    "PORT",
    "TRUST_PROXY",
    "TRUST_PROXY",
    "JWT_SECRET",
    "DATABASE_URL",
    "REDIS_URL",
    "MAIL_TRANSPORT",
    "RATE_LIMIT_AUTH",
  ]);
});

test("in production the signing key must be given, and long", () => {
  expect(faultsOf(() => readConfig({ NODE_ENV: "production", JWT_SECRET: "short" }))).toEqual([
    "JWT_SECRET: must have at least 32 characters in production",
  ]);
  expect(readConfig({ NODE_ENV: "production", SECRET_KEY: "k".repeat(32) }).jwtSecret).toBe(
    "k".repeat(32),
  );
  expect(readConfig({}).warnings).toEqual([
    "JWT_SECRET is not set: every restart ends all sessions",
  ]);
});

test("what is not set has a default that suits one machine", () => {
  expect(readConfig({ JWT_SECRET: "x" })).toMatchObject({
    host: "127.0.0.1",
    port: 8000,
    logLevel: "info",
    production: false,
    mailTransport: "none",
    trustProxy: ["loopback"],
    warnings: [],
  });
  expect(readConfig({ DEBUG: "1" }).logLevel).toBe("debug");
});

test("a secret may come as a file; one that cannot be read is told", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "andamio-config-"));
  const path = join(folder.path, "key");
  writeFileSync(path, `${"k".repeat(40)}\n`);
  expect(readConfig({ JWT_SECRET_FILE: path }).jwtSecret).toBe("k".repeat(40));
  expect(readConfig({ JWT_SECRET_FILE: path, JWT_SECRET: "x" }).jwtSecret).toBe("x");
  expect(faultsOf(() => readConfig({ DATABASE_URL_FILE: "/nowhere" }))).toEqual([
    "DATABASE_URL_FILE: /nowhere cannot be read (ENOENT)",
  ]);
  expect(() => readConfig({ TF_CLI_CONFIG_FILE: "/nowhere" })).not.toThrow();
});
