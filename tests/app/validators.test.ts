/** What the schemas of requests let pass, and that nothing is lost of it. */

import fastCheck, { type Arbitrary } from "fast-check";
import { describe, expect, test } from "vitest";

import type { Modules } from "../../app/app.ts";
import { day } from "../../app/modules/days.ts";
import { money, positiveMoney, toCents, toMoney } from "../../app/modules/money.ts";
import { id, nullable, text } from "../../app/modules/schemas.ts";
import { startApp } from "./helper.ts";

const fields = { money, positiveMoney, day, text: text(20), nullable: nullable(text(20)), id };
type Field = keyof typeof fields;

const echo: Modules = {
  async echo(app) {
    app.post(
      "/echo",
      { config: { access: "public" }, schema: { body: { type: "object", properties: fields } } },
      async ({ body }) => body,
    );
  },
};

async function startEcho() {
  const { post } = await startApp({ modules: echo, variables: { RATE_LIMIT_DEFAULT: "10000/minute" } });
  return async (field: Field, value: unknown) => {
    const { status, body } = await post("/echo", { [field]: value });
    return status === 200 ? { passed: (body as Record<string, unknown>)[field] } : { status };
  };
}

async function expectToPass<T>(field: Field, values: Arbitrary<T>): Promise<void> {
  const send = await startEcho();
  await fastCheck.assert(
    fastCheck.asyncProperty(values, async (value) => {
      expect(await send(field, value)).toEqual({ passed: value });
    }),
  );
}

describe("validators", () => {
  test("any amount that numeric(15,2) holds passes as text, and its cents are exact", async () => {
    const cents = fastCheck.bigInt({ min: 0n, max: 10n ** 15n - 1n });
    fastCheck.assert(fastCheck.property(cents, (value) => toCents(toMoney(value)) === value));
    await expectToPass("money", cents.map(toMoney));
    await expectToPass("positiveMoney", fastCheck.bigInt({ min: 1n, max: 10n ** 15n - 1n }).map(toMoney));
  });

  test("any day of the years 1900 to 2299 passes", async () => {
    const range = { min: new Date("1900-01-01"), max: new Date("2299-12-31"), noInvalidDate: true };
    await expectToPass("day", fastCheck.date(range).map((date) => date.toISOString().slice(0, 10)));
  });

  test("any text that all three databases hold passes and comes back as it was, null where it may be", async () => {
    const held = fastCheck
      .string({ unit: "binary", maxLength: 20 })
      .filter((value) => !value.includes("\0") && value.isWellFormed());
    await expectToPass("text", held);
    await expectToPass("nullable", fastCheck.option(held));
  });

  const wrong: [Field, unknown[]][] = [
    ["money", ["", "-1", "1,50", "1.234", "1e3", " 1", "1.", ".5", "12345678901234", "NaN", "٣", "1\n"]],
    ["positiveMoney", ["0", "0.00", "0.0", "-1", "00.10"]],
    ["day", ["2026-02-30", "2025-02-29", "1899-12-31", "2300-01-01", "2026-1-1", "2026-01-01T00:00", ""]],
    ["text", ["a\0b", "\ud800", "x".repeat(21)]],
    ["nullable", ["a\0b", "x".repeat(21)]],
    ["id", [0, -1, 1.5, 2 ** 31, "x", null]],
  ];
  test.each(wrong)("what is none is refused with 422: %s", async (field, values) => {
    const send = await startEcho();
    for (const value of values) {
      expect([value, await send(field, value)]).toEqual([value, { status: 422 }]);
    }
  });
});
