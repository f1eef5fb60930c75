/** The entries as processes: how they start, end and fail, and what the jobs print. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { listMigrations } from "../../app/prisma/deploy/migrations.ts";
import { makeSqlite } from "./databases.ts";
import { lines, run, start, startServer } from "./processes.ts";

async function open(url: string) {
  const db = await openDatabase({ url, engine: "sqlite", source: "", throwaway: false });
  onTestFinished(() => db.$disconnect());
  return db;
}

describe("the server", () => {
  test("ends by SIGTERM with 0, and answers every request that it had accepted", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    const server = await startServer({ DATABASE_URL, RATE_LIMIT_AUTH: "1000/minute" });
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    onTestFinished(() => agent.destroy());
    const ask = (method: string, path: string, body = "") =>
      new Promise<number>((resolve, reject) => {
        const call = request(
          `${server.url}${path}`,
          { method, agent, headers: { "content-type": "application/json" } },
          (response) => {
            response.resume().once("end", () => resolve(response.statusCode!));
          },
        );
        call.once("error", reject);
        call.end(body);
      });
    const all = (call: () => Promise<number>) => Promise.all(Array.from({ length: 50 }, call));
    expect(await all(() => ask("GET", "/livez"))).toEqual(Array(50).fill(200)); // fifty connections that stay open
    const answers = all(() =>
      ask("POST", "/api/auth/token", JSON.stringify({ username: "nobody", password: "wrong" })),
    );
    await ask("GET", "/livez");
    server.child.kill("SIGTERM");
    expect(await answers).toEqual(Array(50).fill(401));
    expect(await server.ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("listens on loopback alone, unless HOST says otherwise", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    expect((await startServer({ DATABASE_URL })).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const wide = await startServer({ DATABASE_URL, HOST: "0.0.0.0" });
    expect(new URL(wide.url).port).not.toBe("0");
  });

  test("ends with 2 and all faults when its variables are wrong, and with 1 when its port is taken", async () => {
    expect(await run("server", { PORT: "x", DATABASE_URL: "y:z" })).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^The configuration is wrong:\n {2}PORT: must be a port from 0 to 65535, not "x"\n {2}DATABASE_URL: the scheme "y" is not known/,
      ),
    });
    const { url: DATABASE_URL } = await makeSqlite();
    const { port } = new URL((await startServer({ DATABASE_URL })).url);
    const { code, stderr } = await run("server", { PORT: port, DATABASE_URL });
    expect([code, stderr]).toEqual([
      1,
      `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
    ]);
  });
});

test("L001-48 a worker tells that it is ready and takes a task, without Redis too, and ends by SIGTERM with 0", async () => {
  const { url: DATABASE_URL } = await makeSqlite();
  await run("jobs", { DATABASE_URL }, "seed");
  const worker = start("worker", { DATABASE_URL, MAIL_TRANSPORT: "log" });
  await lines(worker, "Worker ready");
  expect(await lines(worker, "Mail sent to the log", 3)).toHaveLength(3);
  worker.child.kill("SIGTERM");
  expect(await worker.ended).toMatchObject({ code: 0, stderr: "" });
});

describe("migrate", () => {
  test("L001-03 without any variable makes data/app.sqlite3 where it is started, and says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "app-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { code, stdout } = await start("migrate", {}, [], folder).ended;
    const file = join(folder, "data/app.sqlite3");
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        command: "up",
        database: `the default (sqlite at ${file})`,
        migrations: listMigrations("sqlite").map(({ name }) => name),
      },
    ]);
    expect(existsSync(file)).toBe(true);
  });

  test("tells in one line that the server is away, and which commands there are", async () => {
    expect(await run("migrate", { DATABASE_URL: "postgresql://u:secret@127.0.0.1:1/x" })).toEqual({
      code: 1,
      stdout: "",
      stderr: "The database cannot be migrated: connect ECONNREFUSED 127.0.0.1:1\n",
    });
    expect(await run("migrate", {}, "sideways")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("\"sideways\" is not a command; there are new, up, down, "),
    });
  });
});

describe("jobs", () => {
  test("L001-22, X08 seed makes the users in their order, and a second run changes nothing", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    expect((await run("jobs", { DATABASE_URL }, "seed")).stdout).toBe(
      "{\"job\":\"seed\",\"users\":4,\"claims\":3,\"loans\":1}\n",
    );
    const db = await open(DATABASE_URL);
    const counts = () =>
      Promise.all([db.user.count(), db.claim.count(), db.outbox.count(), db.auditLog.count()]);
    const before = await counts();
    await db.user.update({ where: { username: "admin" }, data: { nombre: "Otra" } });
    expect((await run("jobs", { DATABASE_URL }, "seed")).stdout).toBe(
      "{\"job\":\"seed\",\"users\":0,\"claims\":0,\"loans\":0}\n",
    );
    expect(await counts()).toEqual(before);
    const users = await db.user.findMany({ orderBy: { id: "asc" } });
    expect(users.map(({ id, username, role, nombre }) => [id, username, role, nombre])).toEqual([
      [1, "admin", "ADMIN", "Otra"],
      [2, "gestor", "GESTOR", "Bruno"],
      [3, "usuario", "USER", "Carla"],
      [4, "client1", "CLIENT", "Diego"],
    ]);
  });

  test("L001-23, L001-24 the seeded users can sign in, and the client may not do what the admin may", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    await run("jobs", { DATABASE_URL }, "seed");
    const { url } = await startServer({ DATABASE_URL });
    const audit = async (username: string, password: string) => {
      const signIn = await fetch(`${url}/api/auth/login`, {
        method: "POST",
        body: new URLSearchParams({ username, password }),
      });
      const { access_token: token } = (await signIn.json()) as { access_token: string };
      return [
        signIn.status,
        (
          await fetch(`${url}/admin/audit/auditlog/`, {
            headers: { authorization: `Bearer ${token}` },
          })
        ).status,
      ];
    };
    expect(await audit("admin", "admin1234")).toEqual([200, 200]);
    expect(await audit("client1", "client1234")).toEqual([200, 403]);
    expect(await audit("gestor", "gestor123")).toEqual([200, 403]);
    expect(await audit("usuario", "user123")).toEqual([200, 403]);
  });

  test("L001-25 the seeded client has one approved loan with one pending instalment", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    await run("jobs", { DATABASE_URL }, "seed");
    const { url } = await startServer({ DATABASE_URL });
    const signIn = await fetch(`${url}/api/auth/login`, {
      method: "POST",
      body: new URLSearchParams({ username: "client1", password: "client1234" }),
    });
    const { access_token: token } = (await signIn.json()) as { access_token: string };
    const ask = async (path: string) =>
      (
        await fetch(`${url}/api/loans/${path}`, { headers: { authorization: `Bearer ${token}` } })
      ).json() as Promise<{ items: { id: string }[] }>;
    const { items } = await ask("");
    expect(items).toMatchObject([{ status: "APPROVED", pending_installments: 1 }]);
    expect((await ask(`${items[0]!.id}/installments/`)).items).toMatchObject([
      { status: "PENDING" },
    ]);
  });

  test("seed refuses to run in production", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    expect(await run("jobs", { DATABASE_URL, NODE_ENV: "production" }, "seed")).toEqual({
      code: 1,
      stdout: "",
      stderr: "seed refuses to run with NODE_ENV=production: its passwords are public\n",
    });
    expect(await (await open(DATABASE_URL)).user.count()).toBe(0);
  });

  test("C000-41, C000-63, L001-30 clear-sessions removes an expired row, keeps a live one, and prints the line", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    await run("jobs", { DATABASE_URL }, "seed");
    const db = await open(DATABASE_URL);
    const token = (jti: string, expiresAt: Date) =>
      db.issuedToken.create({ data: { jti, family: jti, userId: 1, expiresAt } });
    await token("old", new Date(Date.now() - 1000));
    await token("live", new Date(Date.now() + 60_000));
    const { code, stdout } = await run("jobs", { DATABASE_URL }, "clear-sessions");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Sesiones expiradas limpiadas: \d{4}-\d\d-\d\dT\S+ \(1\)\n$/),
    ]);
    expect((await db.issuedToken.findMany()).map(({ jti }) => jti)).toEqual(["live"]);
  });

  test("C000-69 health-check prints that all is well, or ends with 1 and the check that fails", async () => {
    const { url: DATABASE_URL } = await makeSqlite();
    const { url: API_URL } = await startServer({ DATABASE_URL });
    expect(await run("jobs", { API_URL }, "health-check")).toEqual({
      code: 0,
      stdout: "Health check OK\n",
      stderr: "",
    });
    const away = await startServer({ DATABASE_URL, REDIS_URL: "redis://127.0.0.1:1" });
    expect(await run("jobs", { API_URL: away.url }, "health-check")).toEqual({
      code: 1,
      stdout: "",
      stderr: "Health check failed: redis (unavailable), queue (unavailable)\n",
    });
    expect(await run("jobs", { API_URL: "http://127.0.0.1:1" }, "health-check")).toEqual({
      code: 1,
      stdout: "",
      stderr: "Health check failed: the API does not answer at http://127.0.0.1:1\n",
    });
  });

  test("an unknown name ends with 2 and the names that there are", async () => {
    expect(await run("jobs", {}, "sead")).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^There is no job "sead"\. Jobs: .*health-check, .*seed, .*\n$/),
    });
    expect(await run("jobs", {})).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Which job\? Jobs: .*health-check, .*seed, /),
    });
    const help = await run("jobs", {}, "--help");
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout.split("\n")).toEqual(expect.arrayContaining(["health-check", "seed"]));
  });
});
