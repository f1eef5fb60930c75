/** Texts in requests: names that show nothing, and names that reach a prototype. */

import { describe, expect, test } from "vitest";

import { startApp } from "./helper.ts";
import { listPlaces, startAll } from "./openapi.ts";

/** Spaces of several kinds, tabs, what has no width, and fillers that are letters or symbols */
const blanks = [" ", "   ", "\t\n", "\u00a0\u2003", "\u200b\u2060", "\ufeff", "\u2800", "\u3164\u115f\uffa0", "\u00ad", "\u0007"];

describe("texts in requests", () => {
  test("a name, title or message that shows nothing is refused on every route that asks for one", async () => {
    const { app, send } = await startAll();
    const places = listPlaces(app).filter(
      ({ schema: { type, minLength = 0, format } }) =>
        [type].flat().includes("string") && minLength > 0 && format !== "new-password",
    );
    const names = new Set(places.map(({ name }) => name));
    expect(names).toEqual(new Set(["nombre", "apellido", "titulo", "nro_cliente", "entity", "debtor_name", "name", "message"]));
    const wrong: unknown[] = [];
    for (const place of places) {
      for (const blank of blanks) {
        const { status, body } = await send(place, JSON.stringify(blank));
        const named = JSON.stringify(body.detail).includes(`/${place.name} `);
        if (status !== 422 || !named) wrong.push([place.path, place.name, blank, status, body]);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("a name with blanks around it, in any script or of a picture alone, is taken as it is", async () => {
    const { as } = await startApp();
    const { post } = await as("CLIENT");
    for (const titulo of [" Uno ", "你好", "ñ", "👍", "?", "e\u0301"]) {
      expect((await post("/api/reclamos", { titulo })).body.titulo).toBe(titulo);
    }
  });

  test("a body with __proto__ or constructor.prototype, at any depth, is 422 and changes no prototype", async () => {
    const { as, post: anyone } = await startApp();
    const { post } = await as("ADMIN");
    const type = { "content-type": "application/json" };
    for (const [text, path] of [
      ["{\"titulo\":\"x\",\"__proto__\":{\"isAdmin\":true}}", "body"],
      ["{\"__proto__\":null,\"titulo\":\"x\"}", "body"],
      ["{\"titulo\":\"x\",\"more\":[{\"\\u005f_proto__\":1}]}", "body/more/0"],
      ["{\"titulo\":\"x\",\"constructor\":{\"prototype\":{\"isAdmin\":true}}}", "body"],
    ]) {
      const { status, body } = await post("/api/reclamos", text, type);
      const detail = [`${path} must not have a property __proto__ or constructor.prototype`];
      expect([text, status, body.error, body.detail]).toEqual([text, 422, "unprocessable", detail]);
    }
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    expect((await anyone("/api/auth/login", "{\"__proto__\":{}}", type)).status).toBe(422);
    expect((await post("/api/integraciones/point/logs/purgar", "{\"__proto__\":{}}", type)).status).toBe(400);
    expect((await post("/api/reclamos", "{\"titulo\":\"constructor\"}", type)).status).toBe(201);
  });

  test("a body that nests a hundred thousand deep is answered, and not by 5xx", async () => {
    const { as } = await startApp();
    const { post } = await as("CLIENT");
    const deep = `{"titulo":"x","more":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const { status } = await post("/api/reclamos", deep, { "content-type": "application/json" });
    expect([201, 400, 422]).toContain(status);
  });
});
