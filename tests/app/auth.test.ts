/** Accounts and sessions on SQLite. */

import { expect, test } from "vitest";

import { hashPassword, verifyPassword } from "../../app/modules/auth/passwords.ts";
import { makeSqlite } from "./databases.ts";
import { describeAuth } from "./suites/auth.ts";
import { describeTokens } from "./suites/tokens.ts";

describeAuth(makeSqlite);
describeTokens(makeSqlite);

test("a password is checked with the same work whether the user exists or not", async () => {
  const hash = await hashPassword("right");
  await verifyPassword(undefined, "warm up");
  const work = async (stored: string | undefined): Promise<number> => {
    const before = process.cpuUsage();
    for (let count = 0; count < 10; count++) {
      expect(await verifyPassword(stored, "wrong")).toBe(false);
    }
    const { user } = process.cpuUsage(before);
    return user;
  };
  expect(await work(undefined)).toBeGreaterThan((await work(hash)) / 3);
});
