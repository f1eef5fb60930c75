/**
 * PostgreSQL, MariaDB and Redis for the tests: each on a free port of loopback, in a temporary
 * folder, gone at the end.
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, globSync, mkdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { delimiter, join } from "node:path";

import { openMysql } from "../../app/prisma/deploy/mysql.ts";
import { openPostgresql } from "../../app/prisma/deploy/postgresql.ts";
import type { Session } from "../../app/prisma/deploy/session.ts";
import type { Engine } from "../../app/prisma/schema.ts";
import { fixedSettings } from "../../platform/targets/recipes/mysql.ts";
import { makeFolder } from "./databases.ts";
import { until } from "./helper.ts";

export interface Server {
  engine: Engine;
  url(database: string): string;
  create(database: string): Promise<void>;
  drop(database: string): Promise<void>;
  stop(): Promise<void>;
  /** Without a warning; and then it is started again, with its data. */
  crash(): Promise<void>;
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
  const { folder, data, as } = prepare("postgres");
  const port = await freePort();
  if (!existsSync(join(data, "PG_VERSION"))) {
    execFileSync(postgres.initdb!, words(`-D ${data} -U app -A trust -E UTF8 --no-sync`), as);
  }
  // another time zone than UTC, to see that moments survive it
  const settings = "-c fsync=off -c timezone=America/Argentina/Buenos_Aires";
  const line = `-D ${data} -p ${port} -k ${folder} ${settings}`;
  return runServer("postgresql", () => spawn(postgres.server!, words(line), as), {
    url: (name) => `postgresql://app@127.0.0.1:${port}/${name}`,
    main: "postgres",
    open: openPostgresql,
    // to it SIGTERM means to wait for its clients
    signal: "SIGINT",
  });
}

export async function startMysql(): Promise<Server> {
  const { folder, data, as } = prepare("mysql");
  const port = await freePort();
  if (!existsSync(join(data, "mysql"))) {
    execFileSync(mysql.install!, words(`--no-defaults --datadir=${data} --skip-test-db`), as);
  }
  const files = `--socket=${folder}/socket --pid-file=${folder}/pid`;
  const network = `--skip-grant-tables --skip-networking=0 --bind-address=127.0.0.1 --port=${port}`;
  // as every target starts it; how strict it is, the app's connections say themselves
  const charset = `--character-set-server=${fixedSettings["character-set-server"]}`;
  const line = `--no-defaults --datadir=${data} ${files} ${network} ${charset}`;
  return runServer("mysql", () => spawn(mysql.server!, words(line), as), {
    url: (name) => `mysql://root@127.0.0.1:${port}/${name}`,
    main: "mysql",
    open: openMysql,
    signal: "SIGTERM",
  });
}

export interface RedisServer {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without a warning; and then it is started again. */
  crash(): Promise<void>;
}

/** Keeps its port when it is started again, and loses its data unless it has a folder for it. */
export async function startRedis(folder?: string): Promise<RedisServer> {
  const port = await freePort();
  const storage = folder
    ? words(`--dir ${folder} --appendonly yes --appendfsync always`)
    : ["--save", ""];
  const line = ["--port", String(port), "--bind", "127.0.0.1", ...storage];
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn(redis!, line, {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    child.stdout!.on("data", (text: Buffer) => void (output += text));
    await until(() => output.includes("Ready to accept"), "Redis");
  };
  await start();
  const stop = (signal: NodeJS.Signals = "SIGTERM") => end(child, signal);
  const crash = () => stop("SIGKILL").then(start);
  return { url: `redis://127.0.0.1:${port}`, start, stop: () => stop(), crash };
}

interface Kind {
  url: (name: string) => string;
  /** The database that is there from the start */
  main: string;
  open: (url: string) => Promise<Session>;
  signal: NodeJS.Signals;
}

async function runServer(
  engine: Engine,
  launch: () => ChildProcess,
  { url, main, open, signal }: Kind,
): Promise<Server> {
  let child = launch();
  const run = async (sql: string): Promise<void> => {
    const session = await open(url(main));
    await session.run(sql).finally(() => session.close());
  };
  const answers = () =>
    run("SELECT 1").then(
      () => true,
      () => false,
    );
  await until(answers, engine);
  const force = engine === "postgresql" ? "WITH (FORCE)" : "";
  return {
    engine,
    url,
    create: (name) => run(`CREATE DATABASE ${name}`),
    drop: (name) => run(`DROP DATABASE IF EXISTS ${name} ${force}`),
    stop: () => end(child, signal),
    async crash() {
      await end(child, "SIGKILL");
      const retry = async () => {
        // what the killed one left behind may be in its way for a moment
        if (child.exitCode !== null || child.signalCode !== null) child = launch();
        return answers();
      };
      await until(retry, engine);
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}

interface Prepared {
  folder: string;
  data: string;
  as: { uid?: number; gid?: number; stdio: "ignore" };
}

let prepared = 0;

/** These servers refuse to run as root, so then they run as their system user. */
function prepare(user: string): Prepared {
  const folder = makeFolder(`${user}-${++prepared}`);
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700, recursive: true });
  if (process.getuid?.() !== 0) return { folder, data, as: { stdio: "ignore" } };
  const idOf = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  const [uid, gid] = [idOf("-u"), idOf("-g")];
  for (const path of [folder, data]) chownSync(path, uid, gid);
  return { folder, data, as: { uid, gid, stdio: "ignore" } };
}

function words(line: string): string[] {
  return line.split(" ");
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

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
