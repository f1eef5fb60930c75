/** What keys for programs promise, on whichever database. */

import { expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { callerOf, password, startApp, type TestApp, until } from "../helper.ts";

async function issue({ app, post }: TestApp, username: string) {
  const { status, body } = await post("/api/auth/api-token/", { username, password });
  expect(status).toBe(200);
  return { key: body.token as string, ...callerOf(app, { authorization: `Token ${body.token}` }) };
}

export function describeApiTokens(make: MakeDatabase): void {
  test("P004-03 a key opens what its user may open, is stored as a hash, and a second one leaves it good", async () => {
    const app = await startApp({ make });
    const { username } = await app.as("DG");
    const [one, two] = [await issue(app, username), await issue(app, username)];
    expect(one.key).not.toBe(two.key);
    for (const { get } of [one, two]) {
      expect((await get("/api/integraciones/point/resumen/")).status).toBe(200);
      expect((await get("/api/auth/me")).body.username).toBe(username);
    }
    const stored = JSON.stringify(await app.db.apiToken.findMany());
    for (const { key } of [one, two]) expect(stored).not.toContain(key);
    const wrong = { username, password: "not this one" };
    expect((await app.post("/api/auth/api-token/", wrong)).status).toBe(401);
    expect((await one.post("/api/auth/logout")).status).toBe(204);
    expect((await one.get("/api/auth/me")).status).toBe(401);
    expect((await two.get("/api/auth/me")).status).toBe(200);
    const old = new Date(Date.now() - 90 * 86_400_000 - 1_000);
    await app.db.apiToken.updateMany({ data: { lastUsedAt: old } });
    await until(async () => (await two.get("/api/auth/me")).status === 401, "the key to end");
  });

  test("a key is no bearer token, a bearer token no key, and a made-up one opens nothing", async () => {
    const app = await startApp({ make });
    const { username, token } = await app.as("ADMIN");
    const { key } = await issue(app, username);
    for (const authorization of [`Bearer ${key}`, `Token ${token}`, "Token made-up"]) {
      expect((await app.get("/api/auth/me", { authorization })).status).toBe(401);
    }
  });

  test("a use is noted, and a user who is switched off has no key", async () => {
    const app = await startApp({ make });
    const { username, id } = await app.as("ADMIN");
    const { get } = await issue(app, username);
    await get("/api/auth/me");
    const row = await app.db.apiToken.findFirstOrThrow();
    expect(row.lastUsedAt).toBeInstanceOf(Date);
    await app.db.user.update({ where: { id }, data: { active: false } });
    await until(async () => (await get("/api/auth/me")).status === 401, "the key to end");
  });
}
