/** Finds the database servers that the local target runs: on PATH, in the usual places, or by the system's package manager. */
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

const homebrew = ["/opt/homebrew", "/usr/local"];

export async function findRedis(options: FindOptions): Promise<Tool> {
  return await findServer({
    title: "Redis",
    packages: { apt: ["redis-server"], dnf: ["redis"], brew: ["redis"] },
    find: () => findFirst("redis-server", [...pathFolders(), "/usr/bin", "/usr/sbin", ...homebrew.flatMap((root) => [`${root}/bin`, `${root}/opt/redis/bin`])]),
  }, options);
}

/** `postgres`, `initdb` and `psql` of one version; the path is their folder. */
export async function findPostgresql(options: FindOptions): Promise<Tool> {
  return await findServer({
    title: "PostgreSQL",
    packages: { apt: ["postgresql"], dnf: ["postgresql-server"], brew: ["postgresql@17"] },
    find: async () => {
      const usual = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", ...homebrew.map((root) => `${root}/opt/postgresql*/bin`), "/Applications/Postgres.app/Contents/Versions/*/bin"];
      const tool = await findFirst("postgres", [...usual.flatMap(expandVersions), ...pathFolders()], ["initdb", "psql"]);
      return tool && { ...tool, path: dirname(tool.path) };
    },
  }, options);
}

/** The oldest versions that the recipes were written for. */
const oldest: Readonly<Record<string, number>> = { "redis-server": 6, "postgres": 13 };

async function findFirst(name: string, folders: readonly string[], companions: readonly string[] = []): Promise<Tool | undefined> {
  for (const path of findExecutables(name, folders)) {
    if (companions.some((companion) => findExecutables(companion, [dirname(path)]).length === 0)) continue;
    const version = /(?:v=|PostgreSQL\) )(\d+(?:\.\d+)*)/.exec(await ask(path, ["--version"]) ?? "")?.[1];
    if (version && Number.parseInt(version) >= (oldest[name] ?? 0)) return { path, version, origin: "found on this machine" };
  }
  return undefined;
}

async function findServer({ title, packages, find }: Server, options: FindOptions): Promise<Tool> {
  const found = await find();
  if (found) return found;
  const missing = (reason: string) => new PlatformError("tool_missing", `${title} is not installed${reason}`, { hint: `install it with one of\n${packageCommands(packages)}` });
  if (options.install === false) throw missing(", and installing is refused");
  const problem = await installPackage(title, packages, options);
  if (problem) throw missing(`: ${problem}`);
  const installed = await find();
  if (!installed) throw missing(": the package manager reported success, but it is still not there");
  return { ...installed, origin: "installed by the package manager" };
}
