/** Numbers in requests: on every route of the OpenAPI, in paths, queries and bodies. */

import { describe, expect, test } from "vitest";

import { type App, startApp } from "./helper.ts";
import { listPlaces, type Place, startAll } from "./openapi.ts";

/** No number, or none that a plain decimal says */
const texts = [
  ...["1e309", "-1e309", "Infinity", "-Infinity", "NaN", "-0", "1e2", "1E2", "0x10", "0b1", "0o7"],
  ...["+5", " 5", "5 ", "05", "1_0", "1,5", "1.5", "5.", ".5", "٣", "true", "null", "[]"],
  ...["2147483648", "-2147483649", "9007199254740993", "9223372036854775808", "9".repeat(400)],
];
/** As a body has them: JSON itself */
const literals = ["1e309", "-1e309", "2147483648", "9223372036854775808", "9".repeat(400), "1.5", "-1", "true", "[]", "{}"];

function listNumbers(app: App): Place[] {
  return listPlaces(app).filter(({ schema: { type } }) =>
    [type].flat().some((name) => name === "integer" || name === "number"),
  );
}

describe("numbers in requests", () => {
  test("each of the OpenAPI has both its bounds, within what every database holds", async () => {
    const numbers = listNumbers((await startApp()).app);
    expect(numbers.length).toBeGreaterThan(30);
    expect(new Set(numbers.map(({ in: place }) => place))).toEqual(new Set(["path", "query", "body"]));
    const open = numbers.filter(
      ({ schema: { minimum = -Infinity, maximum = Infinity } }) =>
        minimum < -(2 ** 31) || maximum > 2 ** 31 - 1,
    );
    expect(open.map(({ method, path, name }) => `${method} ${path} ${name}`)).toEqual([]);
  });

  test("text that is no plain decimal, or out of range, is refused by its name on every route", { timeout: 120_000 }, async () => {
    const { send, app } = await startAll();
    const wrong: unknown[] = [];
    for (const place of listNumbers(app)) {
      for (const text of texts) {
        const value = place.in === "body" ? JSON.stringify(text) : text;
        const { status, body } = await send(place, value);
        if (![400, 422].includes(status) || !JSON.stringify(body.detail).includes(`/${place.name} `)) {
          wrong.push([place.method, place.path, place.in, place.name, text, status, body]);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("a number of JSON that is not finite, or out of range, is refused on every route", async () => {
    const { send, app } = await startAll();
    const bodies = listNumbers(app).filter(({ in: place }) => place === "body");
    const wrong: unknown[] = [];
    for (const place of bodies) {
      for (const literal of literals) {
        const { status, body } = await send(place, literal);
        if (![400, 422].includes(status) || !JSON.stringify(body.detail).includes(place.name)) {
          wrong.push([place.method, place.path, place.name, literal, status, body]);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("one that is not finite does not become text, wherever it stands in a body", async () => {
    const { as } = await startApp();
    const { post } = await as("ADMIN");
    const type = { "content-type": "application/json" };
    const sent = await Promise.all(
      ["{\"titulo\":1e309}", "{\"titulo\":\"x\",\"more\":[{\"deep\":-1e999}]}"].map((text) => post("/api/reclamos", text, type)),
    );
    expect(sent.map(({ status, body }) => [status, body.detail])).toEqual([
      [422, ["body/titulo must be a finite number"]],
      [422, ["body/more/0/deep must be a finite number"]],
    ]);
  });

  test("plain ones pass, as text and as JSON", async () => {
    const { as } = await startApp();
    const admin = await as("ADMIN");
    const { get, post } = admin;
    expect((await get("/api/v1/cases?page=1000000&per_page=100")).status).toBe(200);
    expect((await get("/api/integraciones/point/operaciones/historial?offset=0&limit=500")).status).toBe(200);
    expect((await get("/api/v1/cases/2147483647")).status).toBe(404);
    const purge = (retain_days: unknown) => post("/api/integraciones/point/logs/purgar", { retain_days });
    expect((await purge(30)).status).toBe(200);
    expect((await purge("30")).status).toBe(200);
  });
});
