/** What services promise where no request shows it. */

import { describe, expect, test } from "vitest";

import { transact } from "../../app/database/transact.ts";
import { forget, recall } from "../../app/modules/auth/known.ts";
import { startApp } from "./helper.ts";

describe("services", () => {
  test("who was being looked up while somebody was signed out is looked up again", async () => {
    const { db } = await startApp();
    const released = Promise.withResolvers<string>();
    const slow = recall(db, "key", () => released.promise);
    expect(await Promise.race([recall(db, "key", async () => "other"), Promise.resolve("waits")])).toBe("waits");
    forget(db);
    released.resolve("before");
    expect(await slow).toBe("before");
    expect(await recall(db, "key", async () => "after")).toBe("after");
    expect(await recall(db, "key", async () => "too late")).toBe("after");
  });

  test("a look-up that failed is not remembered", async () => {
    const { db } = await startApp();
    await expect(recall(db, "key", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    expect(await recall(db, "key", async () => "found")).toBe("found");
  });

  test("a transaction that was in another's way is tried five times, any other failure once", async () => {
    const { db } = await startApp();
    let tries = 0;
    const failing = (code: string) => () => {
      tries += 1;
      throw Object.assign(new Error(code), { code });
    };
    await expect(transact(db, failing("P2034"))).rejects.toThrow("P2034");
    expect(tries).toBe(5);
    await expect(transact(db, failing("P2003"))).rejects.toThrow("P2003");
    expect(tries).toBe(6);
    expect(await transact(db, async (tx) => (++tries < 8 ? failing("P1008")() : tx.user.count()))).toBe(0);
  });
});
