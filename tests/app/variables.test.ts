/** The table of variables is what the app reads, and the committed schema is the table. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { makeVariableSchema } from "../../app/config/variable-table.ts";
import { aliases, type Variables } from "../../app/config/variables.ts";
import { root } from "../../app/root.ts";
import { readContract } from "../../platform/spec/read-contract.ts";
import { makeSource } from "../../platform/spec/source.ts";

const schema = makeVariableSchema() as { properties: Record<string, { default?: unknown }> };

test("app/variables.schema.json is what `node dist/jobs.js variables` prints", () => {
  const written = readFileSync(join(root, "variables.schema.json"), "utf8");
  expect(written).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test("the platform understands all of it", () => {
  const source = makeSource("variables.schema.json", JSON.stringify(schema));
  expect(readContract({ source, faults: [] }).faults).toEqual([]);
});

test("every variable that the configuration reads is in the table", () => {
  const read = new Set<string>();
  const variables = { MYSQL_NAME: "x", MYSQL_USER: "u", MYSQL_PASSWORD: "p", SENTRY_DSN: "https://k@h/1" };
  const more = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://x", SMTP_HOST: "m", REDIS_URL: "redis://r", CELERY_BROKER_URL: "redis://q" };
  for (const given of [{}, variables, { ...more, CELERY_RESULT_BACKEND: "redis://r" }]) {
    const spy = new Proxy<Variables>(given, {
      get: (target, name) => (read.add(String(name)), target[String(name)]),
    });
    readConfig(spy);
  }
  const names = new Set([...Object.keys(schema.properties), ...Object.values(aliases)]);
  expect([...read].filter((name) => !names.has(name))).toEqual([]);
});

test.each(Object.entries(schema.properties).filter(([, one]) => one.default !== undefined))(
  "the default of %s is what the app takes where it is not set",
  (name, { default: fallback }) => {
    if (name === "SESSION_COOKIE_SECURE" || /^(API|BASE)_URL$|^MYSQL_|^SMTP_|^MAIL_PORT/.test(name)) return;
    const { jwtSecret: _one, warnings: _two, ...unset } = readConfig({});
    const { jwtSecret: _three, warnings: _four, ...set } = readConfig({ [name]: String(fallback) });
    const source = { database: { ...set.database, source: "" } };
    expect({ ...set, ...source }).toEqual({ ...unset, database: { ...unset.database, source: "" } });
  },
);
