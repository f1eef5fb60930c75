/** Sessions of browsers on SQLite, and what their variables do. */

import { expect, test } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { makeSqlite } from "./databases.ts";
import { password, startApp } from "./helper.ts";
import { describeSessions } from "./suites/sessions.ts";

describeSessions(makeSqlite);

test("N003-150 the cookie follows its variables, and is always HttpOnly", async () => {
  const cookieWith = async (variables: Record<string, string>): Promise<string> => {
    const { as, post } = await startApp({ variables });
    const { username } = await as("GESTOR");
    const { headers } = await post("/api/login", { username, password });
    return String(headers["set-cookie"]);
  };
  const plain = await cookieWith({});
  expect(plain).toMatch(/Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(await cookieWith({ TLS: "1" })).toContain("; Secure");
  const set = await cookieWith({
    SESSION_COOKIE_SECURE: "1",
    SESSION_COOKIE_SAMESITE: "None",
    SESSION_LIFETIME_HOURS: "1.5",
  });
  expect(set).toMatch(/Max-Age=5400; Path=\/; HttpOnly; Secure; SameSite=None$/);
  expect(() => readConfig({ SESSION_COOKIE_SAMESITE: "None" })).toThrow("without Secure");
});

test("N003-152 without variables CSRF is on unless debugging, and limits are counted in the process", () => {
  expect(readConfig({})).toMatchObject({ session: { csrf: true }, redis: {} });
  expect(readConfig({ DEBUG: "1" }).session.csrf).toBe(false);
  expect(readConfig({ DEBUG: "1", ENABLE_CSRF: "1" }).session.csrf).toBe(true);
});

test("N003-153 recipients are split at commas and trimmed", () => {
  const { contact } = readConfig({ CONTACT_RECIPIENTS: " a@example.com , b@example.com" });
  expect(contact.recipients).toEqual(["a@example.com", "b@example.com"]);
  expect(() => readConfig({ CONTACT_RECIPIENTS: "nobody" })).toThrow("no e-mail address");
});
