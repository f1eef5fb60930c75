/**
 * PostgreSQL, MariaDB and Redis for the tests: each on a free port of loopback, in a temporary
 * folder, gone at the end.
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { openMysql } from "../../app/prisma/deploy/mysql.ts";
import { openPostgresql } from "../../app/prisma/deploy/postgresql.ts";
import type { Session } from "../../app/prisma/deploy/session.ts";
import type { Engine } from "../../app/prisma/schema.ts";
import { until } from "./helper.ts";

export interface Server {
  engine: Engine;
  url(database: string): string;
  create(database: string): Promise<void>;
  drop(database: string): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const postgres = { initdb: find("initdb"), server: find("postgres") };
const mysql = { install: find("mariadb-install-db"), server: find("mariadbd") };
const redis = find("redis-server");

/** What is not installed here, and can't be tested; said in the titles of what is skipped. */
export const missing = {
  postgresql: postgres.initdb && postgres.server ? "" : " (skipped: no PostgreSQL here)",
  mysql: mysql.install && mysql.server ? "" : " (skipped: no MariaDB here)",
  redis: redis ? "" : " (skipped: no Redis here)",
};

export async function startPostgresql(): Promise<Server> {
  const { folder, as } = makeFolder("postgres");
  const port = await freePort();
  execFileSync(
    postgres.initdb!,
    ["-D", join(folder, "data"), "-U", "app", "-A", "trust", "--no-sync", "-E", "UTF8"],
    { ...as, stdio: "ignore" },
  );
  // Another time zone than UTC, to see that moments survive it
  const child = spawn(
    postgres.server!,
    [
      "-D",
      join(folder, "data"),
      "-p",
      String(port),
      "-k",
      folder,
      "-c",
      "fsync=off",
      "-c",
      "timezone=America/Argentina/Buenos_Aires",
    ],
    { ...as, stdio: "ignore" },
  );
  return runServer(
    "postgresql",
    child,
    folder,
    (name) => `postgresql://app@127.0.0.1:${port}/${name}`,
    "postgres",
    openPostgresql,
  );
}

export async function startMysql(): Promise<Server> {
  const { folder, as } = makeFolder("mysql");
  const port = await freePort();
  execFileSync(
    mysql.install!,
    [
      "--no-defaults",
      `--datadir=${folder}/data`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ],
    { ...as, stdio: "ignore" },
  );
  const child = spawn(
    mysql.server!,
    [
      "--no-defaults",
      `--datadir=${folder}/data`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--socket=${folder}/s`,
      `--pid-file=${folder}/pid`,
      "--skip-grant-tables",
      "--skip-networking=0",
    ],
    { ...as, stdio: "ignore" },
  );
  return runServer(
    "mysql",
    child,
    folder,
    (name) => `mysql://root@127.0.0.1:${port}/${name}`,
    "mysql",
    openMysql,
  );
}

export interface RedisServer {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps its port when it is stopped and started again, and loses its data. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn(
      redis!,
      [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        tmpdir(),
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    await new Promise<void>((resolve) =>
      child.stdout!.on(
        "data",
        (text: Buffer) => String(text).includes("Ready to accept") && resolve(),
      ),
    );
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, stop: () => end(child, "SIGTERM") };
}

async function runServer(
  engine: Engine,
  child: ChildProcess,
  folder: string,
  url: (name: string) => string,
  main: string,
  open: (url: string) => Promise<Session>,
): Promise<Server> {
  const isUp = () =>
    open(url(main))
      .then((session) => session.close())
      .then(
        () => true,
        () => false,
      );
  await until(isUp, engine);
  const run = async (sql: string): Promise<void> => {
    const session = await open(url(main));
    await session.run(sql).finally(() => session.close());
  };
  return {
    engine,
    url,
    create: (name) => run(`CREATE DATABASE ${name}`),
    drop: (name) =>
      run(`DROP DATABASE IF EXISTS ${name}${engine === "postgresql" ? " WITH (FORCE)" : ""}`),
    async stop() {
      await end(child, engine === "postgresql" ? "SIGINT" : "SIGTERM"); // for PostgreSQL SIGTERM would wait for its clients
      if (process.env["KEEP_DB"] !== "1") rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}

/** These servers refuse to run as root, so then they run as their system user. */
function makeFolder(user: string): { folder: string; as: { uid?: number; gid?: number } } {
  const folder = mkdtempSync(join(tmpdir(), `${user}-test-`));
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  if (process.getuid?.() !== 0) return { folder, as: {} };
  const idOf = (flag: string): number =>
    Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  const as = { uid: idOf("-u"), gid: idOf("-g") };
  for (const path of [folder, join(folder, "data")]) chownSync(path, as.uid, as.gid);
  return { folder, as };
}

function find(program: string): string | undefined {
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    "/usr/sbin",
    "/usr/local/sbin",
    ...globSync("/usr/lib/postgresql/*/bin"),
    ...globSync("/opt/homebrew/opt/postgresql*/bin"),
  ];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
