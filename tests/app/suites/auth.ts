/** What accounts promise, on whichever database. */

import { createRequire } from "node:module";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { root } from "../../../app/root.ts";
import type { MakeDatabase } from "../databases.ts";
import { type Caller, password, startApp } from "../helper.ts";

const { hash } = createRequire(join(root, "package.json"))("@node-rs/argon2") as {
  hash(text: string): Promise<string>;
};
const registration = { email: "test@example.com", password, nombre: "Test", apellido: "User" };

export function describeAuth(make: MakeDatabase): void {
  describe("register", () => {
    test("R002-06 answers 201 with the e-mail that was sent", async () => {
      const { post } = await startApp({ make });
      const { status, body } = await post("/api/auth/register", registration);
      expect([status, body.email]).toEqual([201, "test@example.com"]);
    });

    test("R002-09 never shows the password, and refuses a known e-mail, a bad one, and a password too short or too long", async () => {
      const { post } = await startApp({ make });
      const first = await post("/api/auth/register", registration);
      expect(JSON.stringify(first.body)).not.toMatch(/password|argon2/);
      const refused = async (change: object) =>
        (await post("/api/auth/register", { ...registration, ...change })).status;
      expect(await refused({ email: "TEST@example.com" })).toBe(409);
      expect(await refused({ email: "no-mail" })).toBe(422);
      expect(await refused({ email: "a@b.co", password: "short12" })).toBe(422);
      expect(await refused({ email: "a@b.co", password: "x".repeat(129) })).toBe(422);
    });

    test("gives a user name without @ to people whose e-mails begin alike", async () => {
      const { post } = await startApp({ make });
      const names = await Promise.all(
        ["one.co", "two.co", "email"].map(async (host) => {
          const { body } = await post("/api/auth/register", {
            ...registration,
            email: `email@${host}.org`,
          });
          return body.username as string;
        }),
      );
      expect(new Set(names).size).toBe(3);
      expect(names.join()).not.toContain("@");
    });

    test("R002-11, N003-88 stores another hash for each user, which fits the password", async () => {
      const { db, post } = await startApp({ make });
      await post("/api/auth/register", registration);
      await post("/api/auth/register", { ...registration, email: "other@example.com" });
      const [one, two] = await db.user.findMany();
      expect(one!.passwordHash).toMatch(/^\$argon2id\$/);
      expect(one!.passwordHash).not.toBe(two!.passwordHash);
      expect(
        (await post("/api/auth/login", { username: "other@example.com", password })).status,
      ).toBe(200);
    });

    test("of the same e-mail five times at once makes one account", async () => {
      const { db, post } = await startApp({
        make,
        variables: { RATE_LIMIT_DEFAULT: "1000/minute" },
      });
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => post("/api/auth/register", registration)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
      expect(await db.user.count()).toBe(1);
    });
  });

  describe("login", () => {
    test("R002-07 by form with the e-mail as user name gives an access token", async () => {
      const { post } = await startApp({ make });
      await post("/api/auth/register", { ...registration, email: "login@test.com" });
      const form = { "content-type": "application/x-www-form-urlencoded" };
      const { status, body } = await post(
        "/api/auth/login",
        `username=login@test.com&password=${password}`,
        form,
      );
      expect([status, body.token_type]).toEqual([200, "bearer"]);
      expect(body.access_token).toEqual(expect.any(String));
    });

    test("R002-10 takes JSON too, and its token opens a protected route", async () => {
      const { as, get, post } = await startApp({ make });
      const { username } = await as("USER");
      const { body } = await post("/api/auth/login", {
        username: username.toUpperCase(),
        password,
      });
      const me = await get("/api/auth/me", { authorization: `Bearer ${body.access_token}` });
      expect([me.status, me.body.username]).toEqual([200, username]);
    });

    test("tells a wrong password, an unknown name and an inactive user in the same words", async () => {
      const { as, db, post } = await startApp({ make });
      const { username } = await as("USER");
      const { username: inactive } = await as("USER");
      await db.user.update({ where: { username: inactive }, data: { active: false } });
      const tries = [
        { username, password: "wrong" },
        { username: "nobody", password },
        { username: inactive, password },
      ];
      for (const credentials of tries) {
        const { status, body } = await post("/api/auth/login", credentials);
        expect({ status, ...body, request_id: "" }).toEqual({
          status: 401,
          error: "unauthenticated",
          detail: "The user name or the password is wrong.",
          request_id: "",
        });
      }
    });
  });

  describe("a password with accents", () => {
    const forms = ["NFC", "NFD"] as const;
    const spoken = "Contraseña-Ñandú";
    const logIn = (post: Caller["post"], username: string) =>
      Promise.all(
        forms.map(async (form) => {
          const typed = { username, password: spoken.normalize(form) };
          return (await post("/api/auth/token", typed)).status;
        }),
      );

    test.each(forms)("registered in %s fits however the keyboard composes it, and no other does", async (form) => {
      const { post } = await startApp({ make });
      const { email } = registration;
      await post("/api/auth/register", { ...registration, password: spoken.normalize(form) });
      expect(await logIn(post, email)).toEqual([200, 200]);
      for (const other of [spoken.toLowerCase(), spoken.replace("ú", "u")]) {
        expect((await post("/api/auth/token", { username: email, password: other })).status).toBe(401);
      }
    });

    test.each(forms)("whose hash an earlier version made of %s still fits", async (form) => {
      const { db, post } = await startApp({ make });
      await post("/api/auth/register", registration);
      const passwordHash = await hash(spoken.normalize(form));
      await db.user.updateMany({ data: { passwordHash } });
      expect(await logIn(post, registration.email)).toEqual([200, 200]);
    });

    test("has eight characters, however they are composed", async () => {
      const { post } = await startApp({ make });
      const short = "ñandú é".normalize("NFD");
      expect(short.length).toBeGreaterThan(8);
      expect((await post("/api/auth/register", { ...registration, password: short })).status).toBe(422);
    });
  });

  test("registering, signing in and signing out leave rows in the audit log, newest first, for the ADMIN alone", async () => {
    const { as, post } = await startApp({ make });
    const admin = await as("ADMIN");
    await post("/api/auth/register", registration);
    const client = await as("CLIENT");
    await client.post("/api/auth/logout");
    const { body } = await admin.get("/admin/audit/auditlog/?limit=3");
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      "LOGOUT",
      "LOGIN",
      "REGISTER",
    ]);
    expect(body.items[0]).toMatchObject({
      model: "User",
      object_id: String(client.id),
      user: client.username,
      payload: {},
    });
    expect((await client.get("/admin/audit/auditlog/")).status).toBe(401);
    expect((await (await as("GESTOR")).get("/admin/audit/auditlog/")).status).toBe(403);
  });
}
