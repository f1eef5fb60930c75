/** A server's data directory that lost files is refused by name, and never made again. */
import { existsSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, expect, test } from "vitest";

import type { Outputs } from "../../platform/provider/handler.ts";
import { findTools, makeProject, type Project } from "./project.ts";

beforeAll(findTools, 600_000);

const engines: Record<string, { owner: string; folder: string; inputs: Outputs }> = {
  postgresql: { owner: "postgresql", folder: "pgdata", inputs: { version: "15", port: 5432 } },
  mysql: { owner: "mysql", folder: "mysqldata", inputs: { version: "8.0", port: 3306 } },
  redis: { owner: "redis", folder: "appendonlydir", inputs: { version: "7", port: 6379 } },
};

async function start(project: Project, engine: string): Promise<string> {
  const { owner, folder, inputs } = engines[engine]!;
  const volume = await project.apply("Volume", "db-data", { component: "db", owner });
  const path = String(volume["path"]);
  await project.apply("Store", "db", { engine, volume: path, password: "p-a-s-s", ...inputs });
  return join(path, folder);
}

test.each(Object.keys(engines))("%s: a directory that is gone, or lost a file", async (engine) => {
  await using project = makeProject();
  const data = await start(project, engine);
  await project.operations.stop();
  renameSync(data, `${data}.kept`);
  const refused = { code: "store_failed", message: expect.stringContaining(data) };
  await expect(start(project, engine)).rejects.toMatchObject(refused);
  expect(existsSync(data)).toBe(false);
  renameSync(`${data}.kept`, data);
  const lost = { postgresql: "PG_VERSION", mysql: "ibdata1", redis: "appendonly.aof.manifest" }[engine]!;
  const before = readdirSync(data).filter((file) => file !== lost);
  renameSync(join(data, lost), `${data}.file`);
  await expect(start(project, engine)).rejects.toMatchObject(refused);
  expect(readdirSync(data)).toEqual(before);
  renameSync(`${data}.file`, join(data, lost));
  await start(project, engine);
});

test.each(["", "\0\0\0"])("PostgreSQL: a version file that holds %j is named", async (text) => {
  await using project = makeProject();
  const data = await start(project, "postgresql");
  await project.operations.stop();
  if (text === "") truncateSync(join(data, "PG_VERSION"));
  else writeFileSync(join(data, "PG_VERSION"), text);
  await expect(start(project, "postgresql")).rejects.toThrow(/PG_VERSION holds no version/);
});

test("a volume that is empty, as one that was removed, gets new data", async () => {
  await using project = makeProject();
  const data = await start(project, "redis");
  await project.operations.stop();
  rmSync(join(data, ".."), { recursive: true });
  await start(project, "redis");
});
