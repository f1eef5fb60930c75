/** Claims on SQLite. */

import { setTimeout } from "node:timers/promises";

import { expect, test } from "vitest";

import { openSqlite } from "../../app/prisma/deploy/sqlite.ts";
import { makeSqlite } from "./databases.ts";
import { startApp } from "./helper.ts";
import { describeClaims } from "./suites/claims.ts";

describeClaims(makeSqlite);

test("a claim waits for another process that writes, and all others see it afterwards", async () => {
  const { as, db, database } = await startApp();
  const client = await as("CLIENT");
  const other = await openSqlite(database.url);
  const held = other.exclusively(async () => {
    await other.run("UPDATE users SET nombre = 'otra'");
    await setTimeout(300);
  });
  expect((await client.post("/api/reclamos", { titulo: "Espera" })).status).toBe(201);
  await held;
  expect(await other.query("SELECT titulo FROM claims")).toEqual([{ titulo: "Espera" }]);
  await other.close();
  expect(await db.user.count({ where: { nombre: "otra" } })).toBe(1);
});
