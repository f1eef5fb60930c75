/** The hint names a version that is supported on the day on which it is given. */
import { expect, test } from "vitest";

import { findEnd } from "../../policies/support-ends.ts";
import { support } from "../../policies/supported-versions-data.ts";

const thisYear = "2026-11-28";
const nextYear = "2027-11-28";

test("an old Redis is told to become one that is supported", () => {
  expect(findEnd("redis", "6.2", thisYear)).toEqual({
    end: "2025-02-28",
    fix: "redis 8.6 (dates of 2026-02-23: https://endoflife.date/redis)",
  });
  expect(findEnd("redis", "6", thisYear)?.end).toBe("2025-02-28");
  expect(findEnd("redis", "7", thisYear)).toBeUndefined();
  expect(findEnd("redis", "7.0.15", thisYear)?.end).toBe("2024-07-29");
  expect(findEnd("constructor", "1", thisYear)).toBeUndefined();
});

test.each([thisYear, nextYear, "2040-01-01"])("on %s no hint names a version that has ended", (today) => {
  for (const [engine, { ends, source, checked }] of Object.entries(support)) {
    expect([source, checked]).toEqual([
      expect.stringMatching(/^https:/), expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    ]);
    for (const version of Object.keys(ends)) {
      const over = findEnd(engine, version, today);
      if (!over) continue;
      expect(over.end < today).toBe(true);
      const [, newest] = /^\w+ ([\d.]+) \(/.exec(over.fix) ?? [];
      const end = newest === undefined ? null : ends[newest];
      expect(end === null || end! >= today, over.fix).toBe(true);
      if (newest === undefined) expect(over.fix).toContain(source);
    }
  }
});

test("a year from now what ended by then is known, and its successor is named", () => {
  expect(findEnd("postgresql", "15", thisYear)).toBeUndefined();
  expect(findEnd("postgresql", "15", nextYear)?.fix).toMatch(/^postgresql 18 /);
  expect(findEnd("node", "22", nextYear)?.fix).toMatch(/^node 24 /);
  expect(findEnd("cluster", "1.34", nextYear)?.fix).toBe("a newer cluster, see https://kubernetes.io/releases/");
});
