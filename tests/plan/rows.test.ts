/** What a row of a plan says of its change, as data, and whom the change concerns. */
import { describe, expect, test } from "vitest";

import { makeRecord } from "../../platform/plan/record.ts";
import { describeValue, hide } from "../../platform/plan/show.ts";
import { edit, type Files, files, plan } from "./fixture.ts";

const rowOf = (before: Files, after: Files, path: string) => {
  const found = plan(before, after).rows.find((row) => row.path === path);
  if (!found) throw new Error(`no row ${path}`);
  return found;
};

describe("a row has the value before and the value after", () => {
  const without = edit(files, "dev", "replicas: 3, ", "");
  const grace = edit(files, "base", "grace: 10s", "grace: 20s");
  const more = edit(files, "base", "env: { REDIS_URL", "env: { EXTRA: one, REDIS_URL");

  test("of a value that changes", () => {
    const after = edit(files, "dev", "replicas: 3", "replicas: 4");
    expect(rowOf(files, after, "api.replicas")).toMatchObject({ change: "changed", before: "3", after: "4" });
    expect(rowOf(files, grace, "api.stop.grace")).toMatchObject({ change: "changed", before: "10s", after: "20s" });
    expect(rowOf(files, without, "api.replicas")).toMatchObject({ change: "changed", before: "3", after: "2" });
  });

  test("of one that comes, the value after alone, and of one that goes, the value before", () => {
    const added = rowOf(files, more, "api.env.EXTRA");
    const removed = rowOf(more, files, "api.env.EXTRA");
    expect([added.change, added.before, added.after]).toEqual(["added", undefined, "one"]);
    expect([removed.change, removed.before, removed.after]).toEqual(["removed", "one", undefined]);
  });
});

test("a variable of a group concerns who takes it, and nobody who sets it for itself", () => {
  const own = edit(files, "base", "env: { REDIS_URL", "env: { LOG_LEVEL: error, REDIS_URL");
  const after = edit(own, "dev", "LOG_LEVEL: debug", "LOG_LEVEL: trace");
  const concerned = (before: Files, next: Files) =>
    rowOf(before, next, "envGroups.app.LOG_LEVEL").effects.map(({ component }) => component);
  expect(concerned(own, after)).not.toContain("api");
  expect(concerned(own, after)).toContain("tasks");
  expect(concerned(files, edit(files, "dev", "LOG_LEVEL: debug", "LOG_LEVEL: trace"))).toContain("api");
});

test("what a target does not honour changes nothing, and a change that it honours does", () => {
  const before = edit(files, "dev", "replicas: 3,", "replicas: 3, cpu: 1,");
  const { effects, impact } = rowOf(before, edit(before, "dev", "cpu: 1", "cpu: 2"), "api.cpu");
  expect(effects).toEqual([{ component: "api", impact: "no-op", reason: "not as written on this target" }]);
  expect(impact).toBe("no-op");
  const honoured = rowOf(before, edit(before, "dev", "replicas: 3", "replicas: 4"), "api.replicas");
  expect(honoured.effects[0]?.reason).not.toContain("not as written");
});

test.each([[1, "1 file changed: app/0.ts"], [3, "3 files changed: app/0.ts, app/1.ts, app/2.ts"], [5, "5 files changed: app/0.ts, app/1.ts, app/2.ts and 2 more"]])(
  "A8 of %i changed files three are named, and the rest counted", (count, text) => {
    const app = [...Array(count).keys()].map((index) => ({ file: `app/${index}.ts`, added: false }));
    const { rows } = plan(files, files, { sources: { app: app as never } });
    expect(rows.find(({ path }) => path === "images.app")?.text).toBe(`sources: ${text}`);
  },
);

test("a record holds the commit that was applied, and none where there was none", () => {
  const side = { tree: { type: "map", entries: new Map() } as never, value: {} };
  expect(makeRecord(side, "0123abcd+")).toMatchObject({ format: 1, commit: "0123abcd+" });
  expect(makeRecord(side)).not.toHaveProperty("commit");
});

test("a value is shown whole up to 60 characters, and cut beyond", () => {
  expect(describeValue("x", "a".repeat(60), hide)).toBe("a".repeat(60));
  expect(describeValue("x", "a".repeat(61), hide)).toBe(`${"a".repeat(59)}…`);
});

test("who shares a volume with what lets it go is concerned, and nobody else", () => {
  const volume = "volumes: { uploads: { path: uploads, size: 1Gi } }";
  const one = edit(files, "base", "port: 8000", `port: 8000\n    ${volume}`);
  const both = edit(one, "base", "replicas: 1 }", `replicas: 1, ${volume} }`);
  const { rows } = plan(both, one);
  const concerned = rows.flatMap(({ effects }) => effects.map(({ component }) => component));
  expect(new Set(concerned)).toEqual(new Set(["tasks", "api"]));
  const more = plan(both, edit(both, "dev", "replicas: 3", "replicas: 4"));
  expect(more.rows.flatMap(({ effects }) => effects.map(({ component }) => component))).toEqual(["api"]);
});

test("a Job runs again for other data, and not for another setting of their store", () => {
  const jobsOf = (after: Files) => plan(files, after).jobs.map(({ component }) => component);
  expect(jobsOf(edit(files, "base", "engine: postgresql", "engine: postgresql, cpu: 2"))).toEqual([]);
  expect(jobsOf(edit(files, "base", "engine: postgresql", "engine: mysql"))).toEqual(["migrate"]);
});

test("a new component stands at its name, and one of another kind at the word", () => {
  const added = edit(files, "dev", "  report:", "  extra:\n    kind: Redis\n  report:");
  expect(rowOf(files, added, "extra").place).toMatchObject({ line: 10, column: 3 });
  const other = edit(added, "dev", "kind: Redis", "kind: Database\n    engine: sqlite");
  expect(rowOf(added, other, "extra").place).toMatchObject({ line: 11, column: 11 });
});
