/** Health, as probes see it. */

import { expect, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { openSqlite } from "../../app/prisma/deploy/sqlite.ts";
import { makeSqlite } from "./databases.ts";
import { startApp } from "./helper.ts";

test("X06, N003-58 the three spellings answer 200 without credentials and name each check", async () => {
  const { get } = await startApp();
  for (const path of ["/health/", "/health", "/healthz"]) {
    expect(await get(path)).toMatchObject({
      status: 200,
      body: { status: "ok", checks: { database: "ok", redis: "skipped", queue: "ok" } },
    });
  }
});

test("N003-81 an app on an empty database starts, and is not ready: its migrations are pending", async () => {
  const { get } = await startApp({ make: () => makeSqlite({ empty: true }) });
  expect(await get("/health")).toMatchObject({
    status: 503,
    body: { status: "unavailable", checks: { database: "pending migrations" } },
  });
  expect((await get("/livez")).status).toBe(200);
});

test("a SQLite file that has tables and is not in WAL mode is refused", async () => {
  const { url, engine } = await makeSqlite();
  const session = await openSqlite(url);
  await session.run("PRAGMA journal_mode = DELETE");
  await session.close();
  await expect(openDatabase({ url, engine, source: "", throwaway: false })).rejects.toThrow(
    "the SQLite file is in journal mode delete, not wal; node dist/migrate.js mends it",
  );
});
