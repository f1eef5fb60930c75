/** The same promises on PostgreSQL, whose time zone is not UTC. */

import { connect, createServer } from "node:net";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { type MakeDatabase, makeOn } from "./databases.ts";
import { startApp } from "./helper.ts";
import { run } from "./processes.ts";
import { freePort, missing, type Server, startPostgresql } from "./servers.ts";
import { describeEvery } from "./suites/every.ts";

const secrets = { NODE_ENV: "production", INIT_ADMIN_PASSWORD: "a long password for admin" };

describe.skipIf(missing.postgresql)(`on PostgreSQL${missing.postgresql}`, () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgresql();
  });
  afterAll(() => server.stop());

  const make: MakeDatabase = (options) => makeOn(server)(options);
  describe("API", () => {
    test("C000-70, C000-77 with the database stopped /health/ gives 503 as reads do, and /livez 200", async () => {
      const own = await startPostgresql();
      const database = await makeOn(own)();
      const { get, as } = await startApp({ database });
      const admin = await as("ADMIN");
      expect((await get("/health/")).status).toBe(200);
      expect((await admin.get("/api/v1/cases")).status).toBe(200);
      await own.stop();
      for (const path of ["/api/v1/cases", "/api/reclamos/1"]) {
        expect(await admin.get(path)).toMatchObject({ status: 503, body: { error: "unavailable" } });
      }
      expect(await get("/health/")).toMatchObject({
        status: 503,
        body: { status: "unavailable", checks: { database: "unavailable" } },
      });
      expect(await get("/livez")).toMatchObject({ status: 200, body: { status: "ok" } });
      expect(await get("/api/reclamos")).toMatchObject({ status: 401 });
    });
  });

  test("N003-138 init-prod-db starts before its database is up, and ends with 0; a second time changes nothing", async () => {
    const { url } = await makeOn(server)({ empty: true });
    const [real, late] = [new URL(url), new URL(url)];
    const listener = createServer((socket) => {
      const onward = connect(Number(real.port), real.hostname);
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) end.on("error", () => socket.destroy());
    });
    const port = await freePort();
    late.port = String(port);
    const init = () => run("jobs", { DATABASE_URL: late.href, ...secrets }, "init-prod-db");
    const first = init();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    listener.listen(port, "127.0.0.1");
    onTestFinished(() => void listener.close());
    const { code, stdout } = await first;
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { users: 1 }]);
    expect(JSON.parse((await init()).stdout)).toMatchObject({ migrations: [], users: 0 });
  });

  describeEvery(make);
});
