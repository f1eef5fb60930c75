/** Rules judge a variable by what it means: by its image's schema, else by its usual names. */
import { expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { judge } from "../../policies/judge.ts";
import { load } from "../spec/project.ts";
import { projectFiles, today, write } from "./good.ts";

type Texts = Record<string, string | null>;

const properties = {
  ...Object.fromEntries(["NODE_ENV", "DATABASE_URL", "REDIS_URL", "JWT_SECRET", "SECRET_KEY", "SENTRY_DSN", "API_URL"].map((name) => [name, {}])),
  VERBOSE: { type: "boolean", "x-meaning": "debug", "x-aliases": ["OLD_VERBOSE"] },
  SITES: { "x-meaning": "cors-origins", default: "https://site.example.com" },
  HOPS: { "x-meaning": "trusted-proxies" },
  NOISE: { "x-meaning": "log-level", default: "warn" },
  HTTPS: { type: "boolean", "x-meaning": "tls" },
  COOKIES: { type: "boolean", "x-meaning": "secure-cookies", "x-default-from": "HTTPS", default: false },
  DEBUG: { "x-meaning": "none" },
};

/** Rules that complain, with the variable that each names. */
function judgeGroup(app: Texts, schema?: object, patch: object = {}): string[] {
  const images = schema ? { app: { variables: "./app/variables.json" } } : {};
  const unread = schema ? { CORS_ALLOWED_ORIGINS: null } : {};
  const yaml = write({ images, envGroups: { app: { ...unread, ...app } }, ...patch });
  const environment = load({ ...yaml, "../app/variables.json": JSON.stringify(schema ?? {}) }, "prod");
  const found = judge(environment, declare(environment), { now: today, files: projectFiles });
  return found.filter(({ waived }) => !waived).map(({ rule, reason }) => `${rule}: ${reason}`);
}

test.each([
  [{ FLASK_DEBUG: "1" }, "debug-off: FLASK_DEBUG is on"],
  [{ SQLALCHEMY_ECHO: "true" }, "debug-off: SQLALCHEMY_ECHO is on"],
  [{ LOG_QUERIES: "1" }, "debug-off: LOG_QUERIES is on"],
  [{ CORS_ORIGINS: "http://evil.example" }, "closed-cors: \"http://evil.example\" is not https"],
  [{ CORS_ALLOWED_ORIGINS: null, CORS_ORIGINS: "*" }, "closed-cors: CORS_ORIGINS allows every origin"],
  [{ FORWARDED_ALLOW_IPS: "*" }, "trusted-proxies: it believes everyone"],
  [{ TLS: "0" }, "secure-cookies: TLS is off behind HTTPS"],
])("B3 B5 without a schema %j is judged by its usual name", (app, complaint) => {
  expect(judgeGroup(app)).toContain(complaint);
});

test.each([
  [{ VERBOSE: "1" }, "debug-off: VERBOSE is on"],
  [{ OLD_VERBOSE: "1" }, "debug-off: OLD_VERBOSE is on"],
  [{ SITES: "*" }, "closed-cors: SITES allows every origin"],
  [{ HOPS: "0.0.0.0/0" }, "trusted-proxies: it believes everyone"],
  [{ NOISE: "trace" }, "log-level: NOISE trace writes too much"],
  [{ HTTPS: "0" }, "secure-cookies: HTTPS is off behind HTTPS"],
  [{ COOKIES: "0" }, "secure-cookies: COOKIES is off"],
])("B5 with a schema %j is judged by the declared meaning", (app, complaint) => {
  expect(judgeGroup(app, { properties })).toEqual(expect.arrayContaining([complaint]));
});

test("what is not set is judged as the program's real default", () => {
  expect(judgeGroup({}, { properties })).toEqual([]);
  const changed = (name: keyof typeof properties, default_: unknown) => ({
    properties: { ...properties, [name]: { ...(properties[name] as object), default: default_ } },
  });
  expect(judgeGroup({}, changed("VERBOSE", true))).toContain("debug-off: VERBOSE is on");
  expect(judgeGroup({}, changed("NOISE", "debug"))).toContain("log-level: NOISE debug writes too much");
  expect(judgeGroup({}, changed("SITES", "*"))).toContain("closed-cors: SITES allows every origin");
  expect(judgeGroup({}, changed("HOPS", "0.0.0.0/0"))).toContain("trusted-proxies: it believes everyone");
  // the platform sets HTTPS where tls says so, and what follows it is on
  const { "x-default-from": _, ...alone } = properties.COOKIES;
  expect(judgeGroup({}, { properties: { ...properties, COOKIES: alone } })).toContain("secure-cookies: COOKIES is off");
  expect(judgeGroup({}, { properties }, { tls: { mode: "off" } })).toContain("secure-cookies: COOKIES is off");
});

test("a name and its alias: the name wins; a name that means nothing here is not judged", () => {
  expect(judgeGroup({ VERBOSE: "0", OLD_VERBOSE: "1", DEBUG: "1" }, { properties })).toEqual([]);
});
