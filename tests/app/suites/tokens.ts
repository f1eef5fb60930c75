/** What access and refresh tokens promise, on whichever database. */

import { describe, expect, test } from "vitest";

import { removeExpiredTokens } from "../../../app/modules/auth/service.ts";
import { signAccessToken, signRefreshToken } from "../../../app/modules/auth/tokens.ts";
import type { MakeDatabase } from "../databases.ts";
import { password, startApp } from "../helper.ts";

export function describeTokens(make: MakeDatabase): void {
  describe("tokens", () => {
    test("L001-32 come as access and refresh for the right password, else 401", async () => {
      const { as, get, post } = await startApp({ make });
      const { username } = await as("ADMIN");
      const { status, body } = await post("/api/auth/token/", { username, password });
      expect([status, Object.keys(body).sort()]).toEqual([200, ["access", "refresh"]]);
      expect(
        (await get("/admin/audit/auditlog/", { authorization: `Bearer ${body.access}` })).status,
      ).toBe(200);
      expect((await post("/api/auth/token/", { username, password: "wrong" })).status).toBe(401);
    });

    test("L001-33 a refresh token gives a new access token, and is refused when used or expired", async () => {
      const { as, app, db, get, post } = await startApp({ make });
      const { id, username } = await as("CLIENT");
      const { body: pair } = await post("/api/auth/token", { username, password });
      const next = await post("/api/auth/token/refresh/", { refresh: pair.refresh });
      expect(next.status).toBe(200);
      expect(
        (await get("/api/auth/me", { authorization: `Bearer ${next.body.access}` })).status,
      ).toBe(200);
      expect((await post("/api/auth/token/refresh/", { refresh: pair.refresh })).status).toBe(401);
      await db.issuedToken.create({
        data: { jti: "old", family: "f", userId: id, expiresAt: new Date(0) },
      });
      const old = await signRefreshToken(
        { jti: "old", family: "f", userId: id },
        app.config.jwtSecret,
      );
      expect((await post("/api/auth/token/refresh/", { refresh: old })).status).toBe(401);
    });

    test("a refresh token that comes twice ends the whole session, whoever has it now", async () => {
      const { as, get, post } = await startApp({ make });
      const { username } = await as("CLIENT");
      const { body: stolen } = await post("/api/auth/token", { username, password });
      const { body: mine } = await post("/api/auth/token/refresh", { refresh: stolen.refresh });
      await post("/api/auth/token/refresh", { refresh: stolen.refresh });
      expect((await post("/api/auth/token/refresh", { refresh: mine.refresh })).status).toBe(401);
      expect((await get("/api/auth/me", { authorization: `Bearer ${mine.access}` })).status).toBe(
        401,
      );
    });

    test("a refresh token sent ten times at once is good for one", async () => {
      const { as, post } = await startApp({ make });
      const { username } = await as("CLIENT");
      const { body } = await post("/api/auth/token", { username, password });
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          post("/api/auth/token/refresh", { refresh: body.refresh }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
    });

    test("L001-34 a refusal tells an expired token from an invalid one", async () => {
      const { as, app, get } = await startApp({ make });
      const { id, token } = await as("CLIENT");
      const codeOf = async (bearer: string) =>
        (await get("/api/auth/me", { authorization: `Bearer ${bearer}` })).body.error;
      const foreign = await signAccessToken({ userId: id, family: "f" }, "another secret");
      const refresh = await signRefreshToken(
        { userId: id, family: "f", jti: "j" },
        app.config.jwtSecret,
      );
      expect(await codeOf(await expired(id, app.config.jwtSecret))).toBe("token_expired");
      expect(
        await Promise.all([foreign, refresh, `${token}x`, unsigned(token)].map(codeOf)),
      ).toEqual(Array(4).fill("token_invalid"));
    });

    test("C000-75 an expired token gets 401, and its row is gone after the purge", async () => {
      const { as, app, db, get } = await startApp({ make });
      const { id, token } = await as("CLIENT");
      await db.issuedToken.updateMany({
        where: { userId: id },
        data: { expiresAt: new Date(Date.now() - 1000) },
      });
      expect((await get("/api/auth/me", { authorization: `Bearer ${token}` })).status).toBe(401);
      expect(await removeExpiredTokens(app.db)).toBe(1);
      expect(await db.issuedToken.count()).toBe(0);
    });

    test("of someone who signed out, or was switched off, end at once", async () => {
      const { as, db } = await startApp({ make });
      const [one, two] = [await as("CLIENT"), await as("CLIENT")];
      expect((await one.post("/api/auth/logout")).status).toBe(204);
      await db.user.update({ where: { id: two.id }, data: { active: false } });
      expect((await one.get("/api/auth/me")).status).toBe(401);
      expect((await two.get("/api/auth/me")).status).toBe(401);
    });
  });
}

async function expired(userId: number, secret: string): Promise<string> {
  return signAccessToken({ userId, family: "f" }, secret, -60);
}

/** The same claims, signed by nobody. */
function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  return `${header}.${token.split(".")[1]}.`;
}
