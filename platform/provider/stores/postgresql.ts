/**
 * PostgreSQL: a cluster of its own, an owner role without superuser rights, a password over TCP.
 */
import { execFile, type ExecFileException } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";

import { PlatformError } from "../../errors.ts";
import { readText } from "../../targets/local/files.ts";
import { allowedEnvironment } from "../../targets/local/program-environment.ts";
import { giveTo } from "../../targets/local/system-user.ts";
import { holdsData, markMade } from "./data-directory.ts";
import { findFaultLine } from "./fault-line.ts";
import { type Place, type StoreRecipe, usualTimes } from "./store-recipe.ts";

const folder = "pgdata";
const ownDatabase = { name: "app", user: "app" };

export const postgresql: StoreRecipe = {
  async prepare({ volume }, place) {
    const data = dataOf(volume);
    for (const torn of readdirSync(volume).filter((entry) => entry.startsWith("new-"))) { rmSync(join(volume, torn), { recursive: true }); }
    if (!holdsData({ ...place, ...directoryOf(volume) })) await initialise(volume, data, place);
    await refuseOtherVersion(data, place);
  },

  mark: ({ volume }) => markMade(directoryOf(volume)),

  unit({ volume, settings = {}, ready = usualTimes }, { name, component, port, sockets, user }) {
    const all = [
      ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
      "listen_addresses=127.0.0.1",
      `port=${port}`,
      `unix_socket_directories=${sockets}`,
      "timezone=UTC",
    ];
    return {
      name,
      component,
      kind: "store",
      argv: [
        binary("postgres"),
        "-D",
        dataOf(volume),
        ...all.flatMap((setting) => ["-c", setting]),
      ],
      cwd: volume,
      env: {},
      user: user?.name,
      port,
      ready: {
        command: [binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", String(port)],
        ...ready,
      },
      // the fast shutdown: ends sessions, keeps everything committed
      stop: { signal: "SIGINT", graceSeconds: 30 },
      restart: true,
    };
  },

  async ensureAccess({ password, database = ownDatabase }, place) {
    // by standard input: arguments are seen by every user of the machine; another user takes over
    // what the one before it made
    const script = `\\set role ${quote(database.user)}
\\set database ${quote(database.name)}
\\set password ${quote(password)}
SET log_min_error_statement = panic;
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \\gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', :'role', :'password') \\gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
\\connect :database
SELECT format('REASSIGN OWNED BY %I TO %I', rolname, :'role') FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba WHERE datname = :'database' AND rolname <> :'role' AND NOT rolsuper \\gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', :'database', :'role') \\gexec
`;
    const args = [
      "-X",
      "-q",
      "-v",
      "ON_ERROR_STOP=1",
      "-h",
      place.sockets,
      "-p",
      String(place.port),
      "-d",
      "postgres",
      "-U",
      ownName(place),
    ];
    await run("psql", args, place, script);
  },

  async hasAccess({ password, database = ownDatabase }, port) {
    const { user, name } = database;
    const args = ["-X", "-q", "-w", "-h", "127.0.0.1", "-p", String(port), "-U", user, "-d", name];
    const env = { ...allowedEnvironment(), PGPASSWORD: password, PGCONNECT_TIMEOUT: "5" };
    return new Promise((resolve) => {
      execFile(binary("psql"), [...args, "-c", "select 1"], { env }, (error) => resolve(!error));
    });
  },
};

async function initialise(volume: string, data: string, place: Place): Promise<void> {
  const draft = join(volume, `new-${randomBytes(4).toString("hex")}`);
  mkdirSync(draft);
  chmodSync(draft, 0o700);
  giveTo(draft, place.user);
  await run(
    "initdb",
    [
      "-D",
      draft,
      "-U",
      ownName(place),
      "--auth-local=peer",
      "--auth-host=scram-sha-256",
      "--encoding=UTF8",
      "--no-locale",
      "--no-instructions",
    ],
    place,
  );
  rmSync(data, { recursive: true, force: true });
  renameSync(draft, data);
}

async function refuseOtherVersion(data: string, place: Place): Promise<void> {
  const kept = readText(join(data, "PG_VERSION"))?.trim();
  if (!/^\d[\d.]*$/.test(kept ?? "")) {
    const file = join(data, "PG_VERSION");
    const message = `the data directory of ${place.component} is damaged, and is left as it is: ${file} holds no version`;
    throw new PlatformError("store_failed", message, { hint: `put ${data} back from a backup` });
  }
  const installed = /(\d+)/.exec(await run("postgres", ["--version"], place))?.[1];
  if (kept === installed) return;
  throw new PlatformError(
    "store_failed",
    `the data of ${place.component} is of PostgreSQL ${kept}, and PostgreSQL ${installed} is installed`,
    {
      hint: `install PostgreSQL ${kept}, or remove the data: andamio destroy --data`,
    },
  );
}

function run(program: string, args: string[], place: Place, input = ""): Promise<string> {
  const { user } = place;
  const options = { env: allowedEnvironment(), cwd: "/", uid: user?.uid, gid: user?.gid };
  return new Promise((resolve, reject) => {
    const child = execFile(binary(program), args, options, (error, stdout, stderr) =>
      error ? reject(explain(program, place, error, stderr)) : resolve(stdout),
    );
    child.stdin?.on("error", () => undefined); // it ended before it read: its exit tells
    child.stdin?.end(input);
  });
}

function explain(
  program: string,
  place: Place,
  cause: ExecFileException,
  stderr: string,
): PlatformError {
  if (cause.code === "ENOENT") {
    return new PlatformError("tool_missing", `PostgreSQL's ${program} is not installed`, {
      hint: "andamio doctor",
      cause,
    });
  }
  return new PlatformError(
    "store_failed",
    `${program} of ${place.component} failed: ${findFaultLine(stderr) ?? cause.message}`,
    { cause },
  );
}

function ownName(place: Place): string {
  return place.user?.name ?? userInfo().username;
}

function binary(program: string): string {
  const folder = process.env["ANDAMIO_POSTGRESQL"];
  return folder ? join(folder, program) : program;
}

function dataOf(volume: string): string {
  return join(volume, folder);
}

function directoryOf(volume: string) {
  return { volume, folder, needed: ["PG_VERSION", "global/pg_control", "base", "pg_wal"] };
}

/** As psql's \set reads it. */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
