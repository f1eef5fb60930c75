/** What `up` says in the end. */
import { PassThrough } from "node:stream";

import { describe, expect, test } from "vitest";

import type { Environment } from "../../platform/environment.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { describeClosing, describeNothingChanged, type Done } from "../../scripts/lib/closing.ts";
import { createOutput } from "../../scripts/lib/output.ts";
import { asTerminal } from "./run-here.ts";

const environment = {
  name: "dev",
  target: "local",
  profile: "dev",
  components: {
    "db": { kind: "Database", engine: "postgresql" },
    "migrate": { kind: "Job", command: ["node", "dist/migrate.js"] },
    "api": { kind: "Service" },
    "tasks": { kind: "Worker" },
    "clear-sessions": { kind: "CronJob" },
    "seed": { kind: "Job", command: ["node", "dist/jobs.js", "seed"] },
  },
} as unknown as Environment;

const units: UnitStatus[] = [
  { component: "db", kind: "Database", state: "ready", address: "127.0.0.1:5432" },
  { component: "api", kind: "Service", state: "ready", address: "http://127.0.0.1:8000" },
  { component: "tasks", kind: "Worker", state: "ready" },
  {
    component: "clear-sessions", kind: "CronJob", state: "scheduled",
    nextRun: "2026-03-01T17:00:00Z",
  },
];

function done(change: Partial<Done> = {}, tty?: { columns: number }): Done {
  const stream = Object.assign(new PassThrough(), { isTTY: tty !== undefined, ...tty });
  const output = createOutput(false, asTerminal(stream), asTerminal(stream));
  const now = Date.parse("2026-03-01T12:00:00Z");
  const changes = { create: 12, update: 1 };
  return { environment, units, changes, seconds: 8.42, output, now, ...change };
}

test("the closing screen says what runs where, how to log in and what to type next", () => {
  expect(describeClosing(done())).toBe(`dev is up on local in 8.4 s: 12 created, 1 updated

  db              ready      127.0.0.1:5432
  api             ready      http://127.0.0.1:8000
  tasks           ready
  clear-sessions  scheduled  next in 5 h

Log in as user/password; http://127.0.0.1:8000/docs shows the API
  admin/admin1234  gestor/gestor123  usuario/user123  client1/client1234
  curl -d username=admin -d password=admin1234 \\
    http://127.0.0.1:8000/api/auth/login

Next
  npx andamio logs dev -f             follow the logs
  npx andamio run dev clear-sessions  run a job now
  npx andamio status dev              what runs, where
  npx andamio down dev                stop it, keep the data`);
});

describe("the known passwords", () => {
  test.each(["staging", "prod"] as const)("are not for profile %s", (profile) => {
    expect(describeClosing(done({ environment: { ...environment, profile } }))).not.toContain("admin1234");
  });

  test("are only where a seed made the users", () => {
    const { seed: _seed, ...components } = environment.components;
    expect(describeClosing(done({ environment: { ...environment, components } }))).not.toContain("Log in");
  });
});

test("nothing changed is one line, with how long it took", () => {
  expect(describeNothingChanged(done({ seconds: 1.7 }))).toBe(
    "dev is up, nothing changed (1.7 s). What runs: npx andamio status dev",
  );
});

test("the screen fits a narrow terminal", () => {
  const screen = describeClosing(done({}, { columns: 72 }));

  const lines = screen.replaceAll(/\u001b\[\d+m/g, "").split("\n");
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(72);
});
