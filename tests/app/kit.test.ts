/** What the kit gives to the tests. */

import { expect, test } from "vitest";

import { callerOf, startApp } from "./helper.ts";

test("N003-125 the kit gives an app, a client, a session of the database, and a signed-in admin, gestor and user", async () => {
  const { app, get, db, as } = await startApp();
  expect((await callerOf(app).get("/api")).body).toEqual((await get("/api")).body);
  for (const role of ["ADMIN", "GESTOR", "USER"] as const) {
    const { id, username, get: ask } = await as(role);
    expect((await ask("/api/auth/me")).body).toMatchObject({ id, username, role });
    expect(await db.user.findUnique({ where: { id } })).toMatchObject({ username, role });
  }
});
