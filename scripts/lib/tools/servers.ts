/**
 * Finds the database servers that the local target runs: on PATH, in the usual places, or by the
 * system's package manager.
 */
import { dirname } from "node:path";

import { PlatformError } from "../../../platform/errors.ts";
import { installPackage, packageCommands, type Packages } from "./package-manager.ts";
import { expandVersions, findExecutables, pathFolders } from "./search.ts";
import { ask, type FindOptions, type Tool } from "./tool.ts";

interface Server {
  title: string;
  packages: Packages;
  find(): Promise<Tool | undefined>;
}

/** Where distributions and Homebrew put them, whatever PATH says. */
const usual = {
  redis: [
    "/usr/bin",
    "/usr/sbin",
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "/opt/homebrew/opt/redis/bin",
  ],
  mariadb: [
    "/usr/sbin",
    "/usr/libexec",
    "/usr/bin",
    "/opt/homebrew/opt/mariadb*/bin",
    "/usr/local/opt/mariadb*/bin",
  ],
  postgresql: [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
  ],
};

export const redis: Server = {
  title: "Redis",
  packages: { apt: ["redis-server"], dnf: ["redis"], brew: ["redis"] },
  find: () => findFirst("redis-server", [...pathFolders(), ...usual.redis.flatMap(expandVersions)]),
};

/** `postgres`, `initdb` and `psql` of one version; the path is their folder. */
export const postgresql: Server = {
  title: "PostgreSQL",
  packages: { apt: ["postgresql"], dnf: ["postgresql-server"], brew: ["postgresql@17"] },
  find: async () => {
    const folders = [...usual.postgresql.flatMap(expandVersions), ...pathFolders()];
    const tool = await findFirst("postgres", folders, ["initdb", "psql"]);
    return tool && { ...tool, path: dirname(tool.path) };
  },
};

/** `mariadbd`, `mariadb` and what makes their data, which may lie in two folders. */
export const mariadb: Server = {
  title: "MariaDB",
  packages: { apt: ["mariadb-server"], dnf: ["mariadb-server"], brew: ["mariadb"] },
  find: async () => {
    const folders = [...pathFolders(), ...usual.mariadb.flatMap(expandVersions)];
    const others = ["mariadb", "mariadb-admin", "mariadb-install-db"];
    const isWhole = others.every((name) => findExecutables(name, folders).length > 0);
    return isWhole ? findFirst("mariadbd", folders) : undefined;
  },
};

/** The oldest versions that the recipes were written for. */
const oldest: Readonly<Record<string, number>> = {
  "redis-server": 6,
  postgres: 13,
  mariadbd: 10,
};

async function findFirst(
  name: string,
  folders: readonly string[],
  companions: readonly string[] = [],
): Promise<Tool | undefined> {
  for (const path of findExecutables(name, folders)) {
    if (companions.some((companion) => findExecutables(companion, [dirname(path)]).length === 0)) {
      continue;
    }
    const version = /(?:v=|PostgreSQL\) |Ver )(\d+(?:\.\d+)*)/.exec(
      (await ask(path, ["--version"])) ?? "",
    )?.[1];
    if (version && Number.parseInt(version) >= (oldest[name] ?? 0)) {
      return { path, version, origin: "found on this machine" };
    }
  }
  return undefined;
}

export async function findServer(
  { title, packages, find }: Server,
  options: FindOptions,
): Promise<Tool> {
  const found = await find();
  if (found) return found;
  const missing = (reason: string) =>
    new PlatformError("tool_missing", `${title} is not installed${reason}`, {
      hint: `install it with one of\n${packageCommands(packages)}`,
    });
  if (options.install === false) throw missing(", and installing is refused");
  const problem = await installPackage(title, packages, options);
  if (problem) throw missing(`: ${problem}`);
  const installed = await find();
  if (!installed) {
    throw missing(": the package manager reported success, but it is still not there");
  }
  return { ...installed, origin: "installed by the package manager" };
}
