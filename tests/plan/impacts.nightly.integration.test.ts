/** The impact that a plan promises is what really happens, change by change, on this machine. */
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Impact } from "../../platform/plan/plan.ts";
import { makeWorld, type Patch, type World } from "./impact-world.ts";

let world: World;

beforeAll(async () => {
  world = await makeWorld();
});

afterAll(() => world?.[Symbol.asyncDispose]());

/** What the plan must say of it. */
type Change = readonly [component: string, change: unknown, impact: Impact];

/** Changes of one row are applied together, each to a component of its own. */
const rounds: readonly (readonly Change[])[] = [
  [
    ["api", { env: { V: "2" } }, "rolling"],
    ["web", { env: { V: "2" } }, "brief downtime"],
    ["tasks", { env: { V: "2" } }, "restart"],
    ["tidy", { schedule: "0 3 * * *" }, "no-op"],
    ["once", { command: ["node", "job.mjs", "again"] }, "no-op"],
    ["key", { generate: { bytes: 64 } }, "no-op"],
    ["cache", { maxMemory: "64Mi" }, "brief downtime"],
    ["disk", { env: { V: "2" } }, "brief downtime"],
    ["db", { settings: { max_connections: "60" } }, "brief downtime"],
  ],
  [
    ["api", { replicas: 3 }, "new"],
    ["web", { health: { path: "/other" } }, "brief downtime"],
    ["tasks", { replicas: 3 }, "new"],
    ["tidy", { suspended: true }, "no-op"],
    ["once", { timeout: "5m" }, "no-op"],
    ["cache", { eviction: "allkeys-lru" }, "brief downtime"],
    ["disk", { labels: { team: "a" } }, "brief downtime"],
  ],
  [
    ["api", { replicas: 1 }, "rolling"],
    ["web", { stop: { grace: "5s" } }, "brief downtime"],
    ["tasks", { replicas: 1 }, "rolling"],
    ["tidy", { command: ["node", "job.mjs", "other"] }, "no-op"],
    ["cache", { persistence: "none" }, "data loss"],
    ["file", { path: "other/app.db" }, "data loss"],
  ],
  [
    ["api", { command: ["node", "--no-warnings", "server.mjs"] }, "rolling"],
    ["tasks", { stop: { grace: "3s" } }, "restart"],
    ["cache", { persistence: "aof" }, "brief downtime"],
    ["disk", { volumes: { files: null } }, "data loss"],
    ["db", { name: "other" }, "data loss"],
  ],
  [
    ["api", { update: "recreate" }, "no-op"],
    ["disk", { env: { V: "3" } }, "rolling"],
    ["web", { publish: { port: 8142 } }, "brief downtime"],
    ["tasks", { replicas: 0 }, "restart"],
    ["tidy", { timezone: "UTC" }, "no-op"],
  ],
  [["disk", { volumes: { other: { path: "other" } } }, "brief downtime"]],
  [
    ["api", { env: { V: "3" } }, "brief downtime"],
    ["disk", { replicas: 0 }, "brief downtime"],
    ["tasks", { env: { V: "3" } }, "no-op"],
    ["tidy", null, "no-op"],
    ["once", null, "no-op"],
    ["probe", null, "restart"],
    ["cache", null, "data loss"],
    ["web", null, "brief downtime"],
  ],
];

const named = rounds.map((changes) => [changes.map(([name]) => name).join(", "), changes] as const);

test.each(named)("what the plan says of %s is what happens", async (_names, changes) => {
  const patch: Patch = Object.fromEntries(changes.map(([name, change]) => [name, change]));
  const { promised, observed } = await world.apply(patch);
  for (const [name, , impact] of changes) {
    expect.soft([name, promised[name] ?? "no-op"]).toEqual([name, impact]);
  }
  for (const [name, impact] of Object.entries(observed)) {
    expect.soft([name, impact], "observed").toEqual([name, promised[name] ?? "no-op"]);
  }
});

test("at least thirty changes were tried, of every impact that this target knows", () => {
  const impacts = rounds.flat().map(([, , impact]) => impact);
  expect(impacts.length).toBeGreaterThanOrEqual(30);
  expect([...new Set(impacts)].sort()).toEqual([
    "brief downtime", "data loss", "new", "no-op", "restart", "rolling",
  ]);
});
