/** What failed in a deployment is kept until it succeeds, and shown beside what runs. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { describeDetails } from "../../scripts/lib/describe-status.ts";
import { explainFailure } from "../../scripts/lib/engine/failures.ts";
import { forgetFailures, readFailures, recordFailures } from "../../scripts/lib/failures.ts";
import { openOperations } from "../../scripts/lib/operations.ts";
import type { Call } from "../../scripts/lib/verb.ts";

let root: string;
const place = () => ({ root, environment: "t" });
const environment = `version: 1
target: local
images: { web: { build: ./web, steps: [] } }
components:
  api: { kind: Service, image: web, command: [node, server.mjs], port: 8000, health: { path: / } }
  tasks: { kind: Worker, image: web, command: [sleep, "1"] }
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "andamio-failures-"));
  for (const folder of ["web", "environments"]) mkdirSync(join(root, folder));
  writeFileSync(join(root, "environments/t.yaml"), environment);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function readUnits(): Promise<readonly unknown[]> {
  const output = { note: () => undefined };
  const call = { ...place(), output, flags: {} } as unknown as Call;
  return (await openOperations(call)).readStatus();
}

test("a component that never ran is shown as failed, with the reason, until it is deployed", async () => {
  recordFailures(place(), { api: "api has no package-lock.json" });
  expect(await readUnits()).toMatchObject([
    { component: "api", kind: "Service", state: "failed", reason: "api has no package-lock.json" },
  ]);
  forgetFailures(place(), ["tasks"]);
  expect(await readUnits()).toHaveLength(1);
  forgetFailures(place());
  expect(await readUnits()).toEqual([]);
});

test("a failed update is shown beside the version that still serves", () => {
  const failure = { at: "2026-11-22T08:00:00Z", message: "did not become ready" };
  const unit = { component: "api", kind: "Service", state: "ready", address: "http://127.0.0.1:1", failure } as const;
  expect(describeDetails(unit, 0)).toBe("the last update failed: did not become ready, http://127.0.0.1:1");
});

test("one that the file names no more is not shown", async () => {
  recordFailures(place(), { gone: "it failed" });
  expect(await readUnits()).toEqual([]);
});

test.each(["", "\0\0", "[1]", "{\"api\":null}"])("a file that holds %j counts for nothing", (text) => {
  recordFailures(place(), { api: "it failed" });
  const file = join(root, ".andamio/failures/t.json");
  expect(readFileSync(file, "utf8")).toContain("it failed");
  writeFileSync(file, text);
  expect(readFailures(place())).toEqual({});
});

test("what was canceled because something else failed is not told beside it", () => {
  const fault = (name: string, message: string) =>
    ({ kind: "diagnostic", severity: "error", name, message }) as const;
  const canceled = fault("tidy-container", "failed to run remediation: context canceled");
  const explain = (...events: readonly ReturnType<typeof fault>[]) =>
    explainFailure({ environment: "t", output: "", events, cause: undefined }).message;
  expect(explain(fault("api", "port 8000 is taken"), canceled)).toBe("api: port 8000 is taken");
  expect(explain(canceled)).toBe("tidy-container: failed to run remediation: context canceled");
});
