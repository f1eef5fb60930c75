/** Databases and Redis of this target: real servers, kept data, kept passwords and ports. */
import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { beforeAll, expect, test } from "vitest";

import type { Outputs } from "../../platform/provider/handler.ts";
import { isRoot } from "../../platform/targets/local/paths.ts";
import { anyFreePort, keepPort } from "../../platform/targets/local/ports.ts";
import { readRecord } from "../../platform/targets/local/unit.ts";
import { findTools, makeProject, occupy, type Project, until } from "./project.ts";

const run = promisify(execFile);

beforeAll(findTools, 600_000);

async function startDatabase(project: Project, password = "first-password") {
  const volume = await project.apply("Volume", "db-data", { component: "db", owner: "postgresql" });
  const inputs = {
    engine: "postgresql",
    version: "15",
    volume: volume["path"],
    password,
    port: 5432,
    database: { name: "app", user: "app" },
  };
  return { volume, inputs, outputs: await project.apply("Store", "db", inputs) };
}

async function query(outputs: Outputs, password: string, sql: string): Promise<string> {
  const args = [
    "-X",
    "-A",
    "-t",
    "-h",
    "127.0.0.1",
    "-p",
    String(outputs["port"]),
    "-U",
    "app",
    "-d",
    "app",
    "-c",
    sql,
  ];
  const psql = join(process.env["ANDAMIO_POSTGRESQL"]!, "psql");
  return (await run(psql, args, { env: { ...process.env, PGPASSWORD: password } })).stdout.trim();
}

test("PostgreSQL runs as a user of its own, lets the owner in by password alone, and the owner is no superuser", async () => {
  await using project = makeProject();
  const { outputs } = await startDatabase(project);
  expect(
    await query(
      outputs,
      "first-password",
      "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user",
    ),
  ).toBe("f");
  expect(await query(outputs, "first-password", "show timezone")).toBe("UTC");
  await expect(query(outputs, "wrong", "select 1")).rejects.toThrow(
    /password authentication failed/,
  );
  const { child } = readRecord(project.paths, "db")!;
  expect(statSync(`/proc/${child!.pid}`).uid === 0).toBe(false);
  expect(isRoot() ? statSync(project.paths.data).isDirectory() : true).toBe(true);
});

test("settings of a server and a port of the host are as they were asked for", async () => {
  await using project = makeProject();
  const port = await anyFreePort();
  const { inputs } = await startDatabase(project);
  const more = { settings: { max_connections: "37" }, publish: { port } };
  const outputs = await project.apply("Store", "db", { ...inputs, ...more });
  expect(outputs["port"]).toBe(port);
  expect(await query(outputs, "first-password", "show max_connections")).toBe("37");
});

test("a new password is an `up`, and the data stays", async () => {
  await using project = makeProject();
  const { outputs, inputs } = await startDatabase(project);
  await query(outputs, "first-password", "create table kept (id int); insert into kept values (7)");
  const rotated = await project.apply(
    "Store",
    "db",
    { ...inputs, password: "second 'password\\" },
    outputs,
  );
  expect(await query(rotated, "second 'password\\", "select id from kept")).toBe("7");
  await expect(query(rotated, "first-password", "select 1")).rejects.toThrow(
    /password authentication failed/,
  );
});

test("a password that the server was given by somebody else is seen, and mended", async () => {
  await using project = makeProject();
  const { outputs, inputs } = await startDatabase(project);
  expect(await project.observe("Store", "db", inputs, outputs)).toBeUndefined();
  await query(outputs, "first-password", "alter role app password 'another'");
  expect(await project.observe("Store", "db", inputs, outputs)).toBe("it refuses its password");
  await project.apply("Store", "db", inputs, outputs);
  expect(await project.observe("Store", "db", inputs, outputs)).toBeUndefined();
});

test("data that a removed stack left is found and opened again", async () => {
  await using project = makeProject();
  const { outputs, inputs } = await startDatabase(project);
  await query(outputs, "first-password", "create table kept (id int); insert into kept values (7)");
  await project.remove("Store", "db", inputs, outputs);
  await project.operations.stop();
  const again = await startDatabase(project);
  expect(again.outputs).toEqual(outputs);
  expect(await query(again.outputs, "first-password", "select id from kept")).toBe("7");
});

test("an initdb that was killed leaves nothing that counts", async () => {
  await using project = makeProject();
  const volume = await project.apply("Volume", "db-data", { component: "db", owner: "postgresql" });
  const inputs = {
    environment: project.paths.environment,
    component: "db",
    engine: "postgresql",
    version: "15",
    volume: volume["path"],
    password: "p-a-s-s",
    port: 5432,
  };
  const provider = join(import.meta.dirname, "../../platform/provider/resources/index.ts");
  const program = `const { handlers } = await import(${JSON.stringify(provider)}); await handlers['local:Store'].apply("db", ${JSON.stringify(inputs)});`;
  const engine = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env: { ...process.env, ANDAMIO_ROOT: project.root },
    stdio: "ignore",
    detached: true,
  });
  await until(
    () => readdirSync(String(volume["path"])).some((entry) => entry.startsWith("new-")),
    "initdb has begun",
  );
  process.kill(-engine.pid!, "SIGKILL");
  expect(existsSync(join(String(volume["path"]), "pgdata"))).toBe(false);
  const { outputs } = await startDatabase(project, "p-a-s-s");
  expect(await query(outputs, "p-a-s-s", "select 1")).toBe("1");
});

test("lost data is another identity, so that Jobs on it run again", async () => {
  await using project = makeProject();
  const volume = await project.apply("Volume", "data", { owner: "program" });
  expect(await project.apply("Volume", "data", { owner: "program" }, volume)).toEqual(volume);
  rmSync(String(volume["path"]), { recursive: true });
  expect(await project.observe("Volume", "data", { owner: "program" }, volume)).toBe(
    "its data is gone",
  );
  expect(
    (await project.apply("Volume", "data", { owner: "program" }, volume))["identity"],
  ).not.toBe(volume["identity"]);
});

test("Redis asks for its password, keeps what it was told over kill -9, and shows the password nowhere", async () => {
  await using project = makeProject();
  const volume = await project.apply("Volume", "cache-data", {
    component: "cache",
    owner: "redis",
  });
  const cache = { persistence: "aof", maxMemoryBytes: 64 * 1024 * 1024, eviction: "noeviction" };
  const outputs = await project.apply("Store", "cache", {
    engine: "redis",
    version: "7",
    volume: volume["path"],
    password: "redis-password",
    port: 6379,
    cache,
  });
  const ask = async (words: string[], password = "redis-password") => {
    const cli = process.env["ANDAMIO_REDIS_SERVER"]!.replace(/server$/, "cli");
    return (
      await run(cli, ["-p", String(outputs["port"]), ...words], {
        env: { ...process.env, REDISCLI_AUTH: password },
      })
    ).stdout.trim();
  };
  expect(await ask(["get", "x"], "wrong")).toMatch(/NOAUTH/);
  expect(await ask(["config", "get", "maxmemory-policy"])).toContain("noeviction");
  await ask(["set", "x", "kept"]);
  await ask(["wait", "0", "0"]);
  const { child } = readRecord(project.paths, "cache")!;
  await until(
    async () => (await ask(["info", "persistence"])).includes("aof_pending_bio_fsync:0"),
    "it is on the disk",
  );
  process.kill(child!.pid, "SIGKILL");
  await until(
    () =>
      ask(["get", "x"])
        .then((value) => value === "kept")
        .catch(() => false),
    "it is back with its data",
  );
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "args="]);
  expect(stdout).not.toContain("redis-password");
});

test("a port is kept over runs; one that a stranger took is given up, a published one is refused", async () => {
  await using project = makeProject();
  const inputs = { component: "api", port: 8000 };
  const route = await project.apply("Route", "api-route", inputs);
  await project.remove("Route", "api-route", inputs, route);
  expect((await project.apply("Route", "api-route", inputs))["port"]).toBe(route["port"]);
  await project.remove("Route", "api-route", inputs, route);
  await using _stranger = await occupy(Number(route["port"]));
  expect((await project.apply("Route", "api-route", inputs))["port"]).not.toBe(route["port"]);
  const taken = await anyFreePort();
  await using _other = await occupy(taken);
  await expect(
    project.apply("Route", "web-route", {
      component: "web",
      port: 80,
      publish: { port: taken, address: "loopback" },
    }),
  ).rejects.toThrow(`port ${taken}, which web publishes, is taken`);
});

test("no two environments get the same port, even at once and while neither runs", async () => {
  await using one = makeProject();
  await using two = makeProject();
  const names = ["a", "b", "c", "d"];
  const wanted = await anyFreePort();
  const ports = await Promise.all(
    [one, two].flatMap(({ paths }) => names.map((name) => keepPort(paths, { name, wanted }))),
  );
  expect(new Set(ports).size).toBe(8);
  expect(ports).toContain(wanted);
});

test("a generated secret survives the loss of its file, and the loss of the state", async () => {
  await using project = makeProject();
  const inputs = { bytes: 48, format: "hex" };
  const made = await project.apply("Secret", "key", inputs);
  expect(made["value"]).toMatch(/^[0-9a-f]{96}$/);
  expect(await project.apply("Secret", "key", inputs)).toEqual(made);
  rmSync(join(project.paths.secrets, "key"));
  expect(await project.observe("Secret", "key", inputs, made)).toBe("its file is gone");
  expect(await project.apply("Secret", "key", inputs, made)).toEqual(made);
  expect(statSync(join(project.paths.secrets, "key")).mode & 0o777).toBe(0o600);
});
