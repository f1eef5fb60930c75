/** The status of an environment as people read it. */
import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import type { UnitStatus } from "../../platform/targets/operations.ts";
import { describeStatus } from "../../scripts/lib/describe-status.ts";
import { createOutput } from "../../scripts/lib/output.ts";
import { asTerminal } from "./run-here.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const units: UnitStatus[] = [
  { component: "api", kind: "Service", state: "ready", address: "http://127.0.0.1:8000", replicas: { ready: 2, wanted: 2 } },
  { component: "db", kind: "Database", state: "ready", address: "127.0.0.1:5432", replicas: { ready: 1, wanted: 1 }, restarts: 1 },
  { component: "tasks", kind: "Worker", state: "failed", reason: "ended with exit code 1", restarts: 3 },
  {
    component: "clear-sessions", kind: "CronJob", state: "scheduled", nextRun: "2026-03-01T17:00:00Z",
    lastRun: { at: "2026-02-28T17:00:00Z", exitCode: 0, seconds: 1.23 },
  },
];

type Status = Parameters<typeof describeStatus>[0];

function describeOn(
  columns: number | undefined, list: Status["units"] = units, about?: Status["about"],
): string {
  const stream = Object.assign(new PassThrough(), { isTTY: columns !== undefined, columns });
  const output = createOutput(false, asTerminal(stream), asTerminal(stream));
  const text = describeStatus({ environment: "dev", output, units: list, about, now });
  return text.replaceAll(/\u001b\[\d+m/g, ""); // colours have no width
}

test("the table says what runs, where, when and why not", () => {
  expect(describeOn(undefined)).toBe(`
COMPONENT       KIND      STATE      WHERE, WHEN, WHY
api             Service   ready 2/2  http://127.0.0.1:8000
db              Database  ready      127.0.0.1:5432, 1 restart
tasks           Worker    failed     ended with exit code 1, 3 restarts
clear-sessions  CronJob   scheduled  next in 5 h, last 19 h ago: ok, took 1.2 s

npx andamio logs dev NAME says why, npx andamio up dev mends.`.trimStart());
});

test("no line is longer than the terminal", () => {
  const lines = describeOn(50).split("\n").slice(0, 5);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
  expect(lines[4]).toMatch(/…$/);
});

test("there is a hint where nothing runs", () => {
  expect(describeOn(80, [])).toBe("Nothing of dev runs. Start it: npx andamio up dev");
  expect(describeOn(80, [{ component: "api", kind: "Service", state: "stopped" }])).toContain("npx andamio up dev");
});

test("what the file says for people is shown: description, owner and labels", () => {
  const about = { target: "local", description: "For trying", owner: "a@example.com", labels: { team: "core" } };
  const labelled = [{ component: "api", kind: "Service", state: "ready" as const, labels: { tier: "web" } }];
  expect(describeOn(undefined, labelled, about)).toBe(`
dev on local: For trying, owner a@example.com, team=core

COMPONENT  KIND     STATE  WHERE, WHEN, WHY
api        Service  ready  tier=web`.trimStart());
});
