/** What signing in with a browser promises, on whichever database. */

import { expect, onTestFinished, test, vi } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { type Answer, password, startApp, type TestApp } from "../helper.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };

function login({ post }: TestApp, username: string, headers = {}, secret = password) {
  const body = new URLSearchParams({ username, password: secret }).toString();
  return post("/api/login", body, { ...form, ...headers });
}

function cookieOf({ headers }: Answer): { cookie: string } {
  return { cookie: String(headers["set-cookie"]).split(";")[0]! };
}

export function describeSessions(make: MakeDatabase): void {
  test("N003-28 each role is led to its panel with a new session; a wrong password and an inactive user get 401", async () => {
    const app = await startApp({ make });
    const users = { ADMIN: "admin", GESTOR: "gestor", USER: "user" } as const;
    for (const [role, panel] of Object.entries(users)) {
      const { username } = await app.as(role as keyof typeof users, `${panel}-x`);
      const answer = await login(app, username);
      expect([answer.status, answer.headers["location"]]).toEqual([303, `/dashboard-${panel}`]);
    }
    const wrong = await login(app, "admin-x", {}, "wrong");
    expect([wrong.status, wrong.body.detail]).toEqual([
      401,
      "The user name or the password is wrong.",
    ]);
    await app.db.user.update({ where: { username: "user-x" }, data: { active: false } });
    expect((await login(app, "user-x")).status).toBe(401);
  });

  test("N003-28 a login with a cookie begins a new session and ends the session that the cookie named", async () => {
    const app = await startApp({ make });
    const { username } = await app.as("GESTOR");
    const first = cookieOf(await login(app, username));
    const second = cookieOf(await login(app, username, first));
    expect(second).not.toEqual(first);
    expect((await app.get("/api/session", first)).status).toBe(401);
    const { body } = await app.get("/api/session", second);
    expect(body).toMatchObject({ username, role: "gestor" });
  });

  test("N003-30 after the logout the old cookie opens nothing", async () => {
    const app = await startApp({ make });
    const { username } = await app.as("GESTOR");
    const cookie = cookieOf(await login(app, username));
    expect((await app.get("/api/session", cookie)).status).toBe(200);
    expect((await app.get("/logout", cookie)).headers["location"]).toBe("/login");
    expect((await app.get("/api/session", cookie)).status).toBe(401);
  });

  test("N003-87 a cookie is refused after 8 hours", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const app = await startApp({ make });
    const { username } = await app.as("GESTOR");
    const cookie = cookieOf(await login(app, username));
    vi.setSystemTime(Date.now() + 8 * 3_600_000 - 60_000);
    expect((await app.get("/api/session", cookie)).status).toBe(200);
    vi.setSystemTime(Date.now() + 120_000);
    expect((await app.get("/api/session", cookie)).status).toBe(401);
  });

  test("N003-94 a change by cookie needs the CSRF token, in the header or the form; one by bearer does not", async () => {
    const app = await startApp({ make });
    const gestor = await app.as("GESTOR");
    const cookie = cookieOf(await login(app, gestor.username));
    const claim = { titulo: "Con cookie" };
    expect((await app.post("/api/reclamos", claim, cookie)).status).toBe(403);
    const token = (await app.get("/api/session", cookie)).body.csrf_token as string;
    const withToken = { ...cookie, "x-csrf-token": token };
    expect((await app.post("/api/reclamos", claim, withToken)).status).toBe(201);
    const fields = new URLSearchParams({ ...claim, _csrf: token }).toString();
    expect((await app.post("/api/reclamos", fields, { ...cookie, ...form })).status).toBe(201);
    const wrong = { ...cookie, "x-csrf-token": token.replace(/^./, "!") };
    expect((await app.post("/api/reclamos", claim, wrong)).status).toBe(403);
    expect((await gestor.post("/api/reclamos", claim)).status).toBe(201);
  });

  test("N003-96 the sixth login of a minute gets 429", async () => {
    const app = await startApp({ make });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) {
      statuses.push((await login(app, "nobody", {}, "wrong")).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
}
