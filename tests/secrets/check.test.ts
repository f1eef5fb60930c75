/** The contract of secrets: what is missing, unused, weak, old or shared, told without values. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { loadEnvironment } from "../../platform/environment.ts";
import { checkSecrets } from "../../scripts/lib/secrets/check.ts";
import { listContracts } from "../../scripts/lib/secrets/contract.ts";
import { recordSecrets } from "../../scripts/lib/secrets/observe.ts";
import { describeValue, type SecretRecord } from "../../scripts/lib/secrets/record.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

afterEach(() => void vi.unstubAllEnvs());

const yaml = `version: 1
target: local
images: { app: { build: ./app } }
envGroups: { app: { JWT_SECRET: "\${jwt-key.value}", SMTP_PASSWORD: "\${mail.value}" } }
components:
  jwt-key: { kind: Secret, generate: { bytes: 48 }, maxAge: 180d, owner: a@example.com }
  mail: { kind: Secret, from: { variable: TEST_MAIL } }
  file: { kind: Secret, from: { file: ./secrets/file } }
  tasks: { kind: Worker, image: app, command: [x], envFrom: [app], env: { DSN: "\${file.value}" } }
`;
const now = new Date("2027-01-15T12:00:00Z");

function open(text = yaml) {
  const root = makeProject({ "dev.yaml": text });
  mkdirSync(join(root, "secrets"));
  writeFileSync(join(root, "secrets/file"), "https://dsn.example.com/1\n");
  return { root, environment: loadEnvironment(root, "dev") };
}

function check(record: SecretRecord, more: object = {}) {
  return checkAll(record, more).map(({ secret, code, what }) => `${secret} ${code}: ${what}`);
}

function checkAll(record: SecretRecord, more: object = {}) {
  const known = { environment: "dev", record, others: {}, absent: [], now, ...more };
  return checkSecrets(listContracts(open().environment), known);
}

const traits = (value: string, since = now) => describeValue(value, "key", since);
const good: SecretRecord = {
  "jwt-key": traits(randomBytes(48).toString("base64url")),
  "mail": traits("a-good-mail-password"),
  "file": traits("https://dsn.example.com/1"),
};

test("knows consumers, sources and what each is for", () => {
  expect(listContracts(open().environment)).toMatchObject([
    { name: "jwt-key", source: "generated", consumers: ["tasks"], purpose: "signing", minBytes: 32 },
    { name: "mail", source: "variable TEST_MAIL", consumers: ["tasks"], purpose: "password", minBytes: 16 },
    { name: "file", source: "file ./secrets/file", consumers: ["tasks"], purpose: "other", minBytes: 1 },
  ]);
});

test("F15 each hint is a command for the environment that was checked", () => {
  const old = traits("0123456789".repeat(9), new Date("2026-01-01"));
  const problems = [
    ...checkAll({ ...good, "jwt-key": old }, { absent: ["mail"] }),
    ...checkAll({ ...good, "jwt-key": traits("short"), "mail": traits("short") }),
    ...checkAll({}),
  ];
  expect(problems.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["missing", "weak", "expired", "shared", "unknown-age"]),
  );
  for (const { hint } of problems) expect(hint).toMatch(/andamio (up dev|secrets (set|rotate) dev \S+)$/);
});

test("what is as agreed has no problem", () => {
  expect(check(good)).toEqual([]);
});

test("tells what is weak: short, of few characters, or out of an example", () => {
  const weak = {
    ...good,
    "jwt-key": traits("x9".repeat(20)),
    "mail": traits("fifteen-letters"),
    "file": traits("changeme"),
  };
  expect(check(weak)).toEqual([
    "jwt-key weak: it has 2 different characters",
    "mail weak: it has 15 bytes, and needs 16",
    "file weak: it stands in examples",
  ]);
});

test("tells what is older than it may be, and what is of unknown age", () => {
  const old = new Date("2026-07-01T00:00:00Z");
  expect(check({ ...good, "jwt-key": traits(randomBytes(48).toString("hex"), old) })).toEqual([
    "jwt-key expired: it is 198 days old, and may be 180 days",
  ]);
  const { "jwt-key": _, ...unknown } = good;
  expect(check(unknown)).toEqual(["jwt-key unknown-age: its age is known after the next up of this clone"]);
});

test("L001-58 tells a secret that is an example's, or another environment's", () => {
  const others = { staging: { "mail-password": good["mail"]! } };
  expect(check(good, { others })).toEqual([
    "mail shared: it has the value of \"mail-password\" of staging",
  ]);
  expect(check({ ...good, mail: traits("your-secret-password") })).toEqual(["mail weak: it stands in examples"]);
});

test("L001-64 a key that is short, of few characters, or a known default is weak; 1,000 generated secrets pass", () => {
  const key = "k8Jq2mXv9RtLw4ZsYb7NpCf3HdGa6QeU"; // 32 characters
  expect(check({ ...good, "jwt-key": traits(key) })).toEqual([]);
  for (const weak of [key.slice(1), "abcd".repeat(16), "a".repeat(64), "changeme"]) {
    expect([weak, check({ ...good, "jwt-key": traits(weak) })]).toEqual(
      [weak, [expect.stringMatching(/^jwt-key weak/)]],
    );
  }
  for (let count = 0; count < 1000; count += 1) {
    expect(check({ ...good, "jwt-key": traits(randomBytes(32).toString("base64url")) })).toEqual([]);
  }
});

test("tells what is missing and unused, without running anything", async () => {
  const unused = `${yaml}  old: { kind: Secret, generate: {} }\n`;
  const { root } = open(unused);
  vi.stubEnv("TEST_MAIL", "");
  const { code, stdout } = await runHere(root, ["secrets", "check"]);
  expect(code).toBe(1);
  expect(stdout).toContain("error: mail: variable TEST_MAIL has no value [missing]");
  expect(stdout).toContain("error: old: nothing refers to it [unused]");
  vi.stubEnv("TEST_MAIL", "there-and-long-enough-for-it");
  const again = await runHere(open().root, ["secrets", "check", "--json"]);
  expect(again.code).toBe(0);
});

test("what is remembered holds no value, is private, and dates a value by its first sight", async () => {
  const { root, environment } = open();
  vi.stubEnv("TEST_MAIL", "canary-4711-canary");
  const kept = { read: async () => Promise.resolve("generated-canary-value"), write: async () => Promise.resolve() };
  const first = await recordSecrets(environment, kept, new Date("2027-01-01T00:00:00Z"));
  const later = await recordSecrets(environment, kept, new Date("2027-02-01T00:00:00Z"));
  expect(later).toEqual(first);
  const file = join(root, ".andamio/secrets/dev.json");
  expect(readFileSync(file, "utf8")).not.toContain("canary");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  vi.stubEnv("TEST_MAIL", "another-4711-value");
  const changed = await recordSecrets(environment, kept, new Date("2027-03-01T00:00:00Z"));
  expect(changed["mail"]?.since).toBe("2027-03-01T00:00:00.000Z");
  expect(changed["jwt-key"]?.since).toBe("2027-01-01T00:00:00.000Z");
});

test("L001-26 generate prints NAME=value for every secret, each of at least 32 random bytes", async () => {
  const { root } = open();
  const { stdout } = await runHere(root, ["secrets", "generate"]);
  const values = stdout.trim().split("\n").map((line) => line.split("="));
  expect(values.map(([name]) => name)).toEqual(["JWT_KEY", "MAIL", "FILE"]);
  for (const [, value = ""] of values) expect(Buffer.from(value, "base64url").length).toBeGreaterThanOrEqual(32);
  const one = await runHere(root, ["secrets", "generate", "mail", "--format", "yaml"]);
  expect(one.stdout).toMatch(/^MAIL: \S{43}\n$/);
});

test("list names users and sources, and no value", async () => {
  vi.stubEnv("TEST_MAIL", "canary-4711-canary");
  const { code, stdout } = await runHere(open().root, ["secrets", "list"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^jwt-key +generated +tasks +- +unknown +180d +a@example.com$/m);
  expect(stdout).not.toContain("canary");
});

test("the template names what whoever deploys has to set, and no value", async () => {
  vi.stubEnv("TEST_MAIL", "canary-4711-canary");
  const { code, stdout } = await runHere(open().root, ["env", "--template"]);
  expect(code).toBe(0);
  expect(stdout).toContain("# mail, for tasks; at least 16 bytes\nTEST_MAIL=\n");
});
