/** What the calls of an API client promise, on whichever database. */

import { expect, test } from "vitest";

import { createClient } from "../../../app/modules/integrations/clients.ts";
import type { MakeDatabase } from "../databases.ts";
import { callerOf, startApp, until } from "../helper.ts";
import { root } from "../point-kit.ts";

export function describeApiClients(make: MakeDatabase): void {
  test("P004-25 each call with the key of a client is noted, and is its last use; a client that is off gets 401", async () => {
    const { app, as, db } = await startApp({ make });
    const { token } = await as("DG");
    const { key, id } = await createClient(db, "the shop");
    const { get } = callerOf(app, { authorization: `Bearer ${token}`, "x-client-key": key });
    expect((await get(`${root}/resumen/`)).status).toBe(200);
    await until(async () => (await db.apiLog.count()) === 1, "the log");
    expect(await db.apiLog.findFirst()).toMatchObject({
      clientId: id,
      method: "GET",
      path: `${root}/resumen`,
      statusCode: 200,
    });
    await until(async () => {
      const { lastUsedAt } = await db.apiClient.findUniqueOrThrow({ where: { id } });
      return lastUsedAt !== null;
    }, "the last use");
    await db.apiClient.update({ where: { id }, data: { active: false } });
    expect((await get(`${root}/resumen/`)).status).toBe(401);
    expect((await get("/api")).status).toBe(401);
    expect((await callerOf(app, { "x-client-key": "x" }).get("/api")).status).toBe(401);
  });

  test("P004-25 the calls of a client count whichever route they ask for, and however they are answered", async () => {
    const { app, as, db } = await startApp({ make, variables: { RATE_LIMIT_AUTH: "1/minute" } });
    const { token } = await as("ADMIN");
    const { key } = await createClient(db, "the shop");
    const anyone = callerOf(app, { "x-client-key": key });
    const admin = callerOf(app, { authorization: `Bearer ${token}`, "x-client-key": key });
    const calls = [
      ["GET", "/api", anyone.get("/api")],
      ["GET", "/health", anyone.get("/health")],
      ["GET", "/api/loans", anyone.get("/api/loans")],
      ["GET", "/nothing/there", anyone.get("/nothing/there?x=1")],
      ["GET", "/api/v1/cases/:id", admin.get("/api/v1/cases/7")],
      ["POST", "/api/v1/cases", admin.post("/api/v1/cases", {})],
      ["POST", "/api/reclamos", admin.post("/api/reclamos", { titulo: "Uno" })],
    ] as const;
    const answers = await Promise.all(calls.map(([, , answer]) => answer));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 404, 404, 422, 201]);
    await until(async () => (await db.apiLog.count()) >= calls.length, "the logs");
    const rows = await db.apiLog.findMany();
    const sorted = (list: unknown[][]) => list.map((row) => row.join(" ")).sort();
    expect(sorted(rows.map(({ method, path, statusCode }) => [method, path, statusCode]))).toEqual(
      sorted(calls.map(([method, path], index) => [method, path, answers[index]!.status])),
    );
    const { body } = await callerOf(app, { authorization: `Bearer ${token}` }).get(`${root}/resumen`);
    expect(body.traffic["24h"]).toMatchObject({ requests: 7, errors: 4 });
  });

  test("P004-25 a call over the limit counts too, and a key of nobody is looked up no more then", async () => {
    const { app, db } = await startApp({ make, variables: { RATE_LIMIT_DEFAULT: "2/minute" } });
    const { key } = await createClient(db, "the shop");
    const { get } = callerOf(app, { "x-client-key": key });
    const statuses = [];
    for (let count = 0; count < 4; count++) statuses.push((await get("/api")).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    await until(async () => (await db.apiLog.count()) === 4, "four logs");
    expect((await callerOf(app, { "x-client-key": "x" }).get("/api")).status).toBe(429);
  });

  test("P004-25 the OpenAPI says which header a client sends, and what counts", async () => {
    const { get } = await startApp({ make });
    const { info, components } = (await get("/docs/json")).body;
    expect(info.description).toContain("X-Client-Key");
    expect(components.securitySchemes.client).toMatchObject({ in: "header", name: "X-Client-Key" });
  });
}
