/** How often one may call: route by route, by address or by user. */

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { type App, startApp } from "./helper.ts";

const wrong = { username: "nobody", password: "wrong" };

async function statuses(count: number, call: () => Promise<{ status: number }>): Promise<number[]> {
  const list: number[] = [];
  for (let index = 0; index < count; index++) list.push((await call()).status);
  return list;
}

test("R002-60 the eleventh login in a minute gets 429", async () => {
  const { post } = await startApp();
  expect(await statuses(11, () => post("/api/auth/login", wrong))).toEqual([
    ...Array(10).fill(401),
    429,
  ]);
});

test("R002-61 the sixth registration in a minute gets 429", async () => {
  const { post } = await startApp();
  expect(await statuses(6, () => post("/api/auth/register", {}))).toEqual([
    ...Array(5).fill(422),
    429,
  ]);
});

test("R002-62 the answer names the limit and says when to come again", async () => {
  const { post } = await startApp();
  await statuses(10, () => post("/api/auth/login", wrong));
  const { body, headers } = await post("/api/auth/login", wrong);
  expect(body).toEqual({
    error: "rate_limited",
    detail: "Too many requests: 10/minute is the limit.",
    request_id: headers["x-request-id"],
  });
  expect(Number(headers["retry-after"])).toSatisfy((seconds) => seconds >= 1 && seconds <= 60);
});

test("R002-63 the variables set the limits, several at once too", async () => {
  const { get, post } = await startApp({
    variables: { RATE_LIMIT_AUTH: "2/minute", RATE_LIMIT_DEFAULT: "100/minute;3/hour" },
  });
  expect(await statuses(3, () => post("/api/auth/token", wrong))).toEqual([401, 401, 429]);
  expect(await statuses(4, () => get("/api"))).toEqual([200, 200, 200, 429]);
});

describe("calls are counted", () => {
  const from =
    (app: App, remoteAddress: string, headers = {}) =>
      async () => ({
        status: (await app.inject({ url: "/api", remoteAddress, headers })).statusCode,
      });
  const variables = { RATE_LIMIT_DEFAULT: "1/minute" };

  test("R002-59 by address, and by user for two who are signed in behind one address", async () => {
    const { app, as } = await startApp({ variables });
    const [one, two] = [await as("USER"), await as("USER")];
    for (const caller of [
      from(app, "203.0.113.1"),
      from(app, "203.0.113.2"),
      () => one.get("/api"),
      () => two.get("/api"),
    ]) {
      expect(await statuses(2, caller)).toEqual([200, 429]);
    }
  });

  test("by the address that a trusted proxy tells, which a caller cannot invent", async () => {
    const { app } = await startApp({ variables });
    const proxied = (forwarded: string) => from(app, "127.0.0.1", { "x-forwarded-for": forwarded });
    expect(await statuses(1, proxied("203.0.113.9"))).toEqual([200]);
    expect(await statuses(1, proxied("6.6.6.6, 203.0.113.9"))).toEqual([429]);
    expect(await statuses(1, proxied("203.0.113.10"))).toEqual([200]);
    expect(await statuses(2, from(app, "198.51.100.1", { "x-forwarded-for": "1.1.1.1" }))).toEqual([
      200, 429,
    ]);
    expect(await statuses(1, from(app, "198.51.100.1", { "x-forwarded-for": "2.2.2.2" }))).toEqual([
      429,
    ]);
  });

  test("for paths that do not exist too", async () => {
    const { get } = await startApp({ variables: { RATE_LIMIT_DEFAULT: "2/minute" } });
    let count = 0;
    expect(await statuses(3, () => get(`/guess/${++count}`))).toEqual([404, 404, 429]);
  });

  test("not for the probes", async () => {
    const { get } = await startApp({ variables });
    for (const path of ["/health", "/healthz", "/livez"]) {
      expect(await statuses(3, () => get(path))).toEqual([200, 200, 200]);
    }
  });
});

test("L001-37 who is over the limit is told to wait a minute at most, and gets in after it", async () => {
  const { get } = await startApp({ variables: { RATE_LIMIT_DEFAULT: "2/minute" } });
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  for (const status of [200, 200, 429]) expect((await get("/api")).status).toBe(status);
  const wait = Number((await get("/api")).headers["retry-after"]);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  vi.setSystemTime(Date.now() + wait * 1_000 + 1);
  expect((await get("/api")).status).toBe(200);
});
