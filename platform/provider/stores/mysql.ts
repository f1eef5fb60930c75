/**
 * MySQL, by MariaDB's server: data of its own, an owner of one database, a password over TCP,
 * utf8mb4, strict.
 */
import { execFile, type ExecFileException } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";

import { PlatformError } from "../../errors.ts";
import { allowedEnvironment } from "../../targets/local/program-environment.ts";
import { giveTo, type SystemUser } from "../../targets/local/system-user.ts";
import { fixedSettings } from "../../targets/recipes/mysql.ts";
import { holdsData, markMade } from "./data-directory.ts";
import { findFaultLine } from "./fault-line.ts";
import { type Place, type StoreRecipe, usualTimes } from "./store-recipe.ts";

const folder = "mysqldata";
const ownDatabase = { name: "app", user: "app" };

export const mysql: StoreRecipe = {
  async prepare({ volume }, place) {
    for (const torn of readdirSync(volume).filter((entry) => entry.startsWith("new-"))) {
      rmSync(join(volume, torn), { recursive: true });
    }
    if (holdsData({ ...place, ...directoryOf(volume) })) return;
    rmSync(dataOf(volume), { recursive: true, force: true }); // it is empty
    await initialise(volume, place);
  },

  mark: ({ volume }) => markMade(directoryOf(volume)),

  unit({ volume, settings = {}, ready = usualTimes }, { name, component, port, sockets, user }) {
    const all = {
      ...settings,
      datadir: dataOf(volume),
      "bind-address": "127.0.0.1",
      port: String(port),
      socket: socketOf(sockets),
      "pid-file": join(sockets, "pid"),
      ...fixedSettings,
    };
    const flags = Object.entries(all).map(([key, value]) => `--${key}=${value}`);
    return {
      name,
      component,
      kind: "store",
      argv: [server(), "--no-defaults", ...flags],
      cwd: volume,
      env: {},
      user: user?.name,
      port,
      // over the socket: on TCP it answers nobody until its user is there
      ready: { command: [companion("mariadb-admin"), ...overSocket(sockets, user), "ping"], ...ready },
      stop: { signal: "SIGTERM", graceSeconds: 60 },
      restart: true,
    };
  },

  async ensureAccess({ password, database = ownDatabase }, place) {
    const who = `${quote(database.user)}@'%'`;
    // by standard input: arguments are seen by every user of the machine
    const script = `CREATE DATABASE IF NOT EXISTS \`${database.name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY ${quote(password)};
ALTER USER ${who} IDENTIFIED BY ${quote(password)};
REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${who};
GRANT ALL PRIVILEGES ON \`${database.name}\`.* TO ${who};
`;
    await run("mariadb", overSocket(place.sockets, place.user), place, script);
  },

  async hasAccess({ password, database = ownDatabase }, port) {
    const where = ["--protocol=tcp", "--host=127.0.0.1", `--port=${port}`];
    const who = [`--user=${database.user}`, database.name];
    const args = ["--no-defaults", ...where, ...who, "-e", "select 1"];
    const env = { ...allowedEnvironment(), MYSQL_PWD: password };
    return new Promise((resolve) => {
      execFile(companion("mariadb"), args, { env }, (error) => resolve(!error));
    });
  },
};

/** Moved into place when it is whole: what an interrupted attempt left does not count. */
async function initialise(volume: string, place: Place): Promise<void> {
  const draft = join(volume, `new-${randomBytes(4).toString("hex")}`);
  mkdirSync(draft);
  chmodSync(draft, 0o700);
  giveTo(draft, place.user);
  const own = `--auth-root-socket-user=${ownName(place.user)}`;
  const access = ["--auth-root-authentication-method=socket", own];
  const args = ["--no-defaults", `--datadir=${draft}`, "--skip-test-db", ...access];
  await run("mariadb-install-db", args, place);
  renameSync(draft, dataOf(volume));
}

function run(program: string, args: string[], place: Place, input = ""): Promise<string> {
  const { user } = place;
  const options = { env: allowedEnvironment(), cwd: "/", uid: user?.uid, gid: user?.gid };
  return new Promise((resolve, reject) => {
    const child = execFile(companion(program), args, options, (error, stdout, stderr) =>
      error ? reject(explain(program, place, error, stderr)) : resolve(stdout),
    );
    child.stdin?.on("error", () => undefined); // it ended before it read: its exit tells
    child.stdin?.end(input);
  });
}

function explain(
  program: string,
  { component }: Place,
  cause: ExecFileException,
  stderr: string,
): PlatformError {
  if (cause.code === "ENOENT") {
    const options = { hint: "andamio doctor", cause };
    return new PlatformError("tool_missing", `MariaDB's ${program} is not installed`, options);
  }
  const said = findFaultLine(stderr) ?? cause.message;
  return new PlatformError("store_failed", `${program} of ${component} failed: ${said}`, { cause });
}

/** Its superuser is whoever it runs as, and comes by the socket alone. */
function overSocket(sockets: string, user: SystemUser | undefined): string[] {
  return ["--no-defaults", `--socket=${socketOf(sockets)}`, `--user=${ownName(user)}`];
}

function ownName(user: SystemUser | undefined): string {
  return user?.name ?? userInfo().username;
}

function server(): string {
  return process.env["ANDAMIO_MARIADB"] ?? "mariadbd";
}

/** Debian keeps them in another folder than their server. */
function companion(program: string): string {
  const folder = dirname(server());
  const places = [folder, folder.replace(/sbin$/, "bin"), join(folder, "../bin")];
  return places.map((place) => join(place, program)).find((path) => existsSync(path)) ?? program;
}

function socketOf(sockets: string): string {
  return join(sockets, "mysql.sock");
}

function dataOf(volume: string): string {
  return join(volume, folder);
}

function directoryOf(volume: string) {
  return { volume, folder, needed: ["ibdata1", "ib_logfile0", "mysql"] };
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
