/** MySQL on this machine: MariaDB's server, kept data, a password that can be changed. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { beforeAll, expect, test } from "vitest";

import type { Outputs } from "../../platform/provider/handler.ts";
import { findTools, makeProject, type Project } from "./project.ts";

beforeAll(findTools, 600_000);

async function startDatabase(project: Project, more: Outputs = {}) {
  const volume = await project.apply("Volume", "db-data", { component: "db", owner: "mysql" });
  const inputs = {
    engine: "mysql",
    version: "8.0",
    volume: volume["path"],
    password: "first-password",
    port: 3306,
    database: { name: "claims", user: "owner" },
    ...more,
  };
  return { inputs, outputs: await project.apply("Store", "db", inputs) };
}

async function query({ port }: Outputs, password: string, sql: string): Promise<string> {
  const where = ["--protocol=tcp", "--host=127.0.0.1", `--port=${String(port)}`, "--user=owner"];
  const args = ["--no-defaults", ...where, "-N", "claims", "-e", sql];
  const env = { ...process.env, MYSQL_PWD: password };
  return (await promisify(execFile)("mariadb", args, { env })).stdout.trim();
}

test("the owner has one database, in utf8mb4, strict, with the settings that were asked for", async () => {
  await using project = makeProject();
  const { outputs } = await startDatabase(project, { settings: { max_connections: "37" } });
  const show = "select @@character_set_database, @@max_connections, @@time_zone";
  expect(await query(outputs, "first-password", show)).toBe("utf8mb4\t37\t+00:00");
  await query(outputs, "first-password", "create table t (name varchar(3))");
  await expect(
    query(outputs, "first-password", "insert into t values ('long')"),
  ).rejects.toThrow(/Data too long/);
  await expect(query(outputs, "first-password", "create database other")).rejects.toThrow(/denied/);
  await expect(query(outputs, "wrong", "select 1")).rejects.toThrow(/Access denied/);
});

test("a new password is an `up`, and data that a removed stack left is opened again", async () => {
  await using project = makeProject();
  const { inputs, outputs } = await startDatabase(project);
  const keep = "create table kept (id int); insert into kept values (7)";
  await query(outputs, "first-password", keep);
  expect(await project.observe("Store", "db", inputs, outputs)).toBeUndefined();
  const changed = { ...inputs, password: "second 'password\\" };
  const rotated = await project.apply("Store", "db", changed, outputs);
  expect(await query(rotated, changed.password, "select id from kept")).toBe("7");
  await expect(query(rotated, "first-password", "select 1")).rejects.toThrow(/Access denied/);
  expect(await project.observe("Store", "db", inputs, rotated)).toBe("it refuses its password");
  await project.remove("Store", "db", changed, rotated);
  const again = await project.apply("Store", "db", inputs);
  expect(await query(again, "first-password", "select id from kept")).toBe("7");
});
