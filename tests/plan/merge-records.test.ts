/** What is remembered of a deploy of some components. */
import { expect, test } from "vitest";

import { mergeRecords } from "../../platform/plan/merge-records.ts";
import { makeRecord, readRecord, type SpecRecord } from "../../platform/plan/record.ts";
import { load } from "../spec/project.ts";

function recordOf(a: string, rest: string): SpecRecord {
  const text = `version: 1
target: local
images:
  app: { build: ./app, args: { A: "${a}" } }
  other: { build: ./app, args: { A: "${a}" } }
envGroups: { all: { G: "${a}" } }
components:
  a: { kind: Worker, image: app, command: [x], env: { V: "${a}" } }
${rest}`;
  const { merged } = load({ "dev.yaml": text });
  const sources = { app: { f: a }, other: { f: a } };
  return { ...makeRecord(merged), secrets: { key: a }, sources };
}

const b = "  b: { kind: Worker, image: other, command: [x] }\n";
const c = "  c: { kind: Worker, image: other, command: [x] }\n";
const applied = new Set(["a", "app-build"]);

test("what was deployed is as it is now, all else as it was", () => {
  const before = recordOf("1", b);
  const after = recordOf("2", c);
  const { merged, places, secrets, sources, digest } = mergeRecords(before, after, applied);
  expect(merged).toMatchObject({
    images: { app: { args: { A: "2" } }, other: { args: { A: "1" } } },
    envGroups: { all: { G: "1" } },
    components: { a: { env: { V: "2" } }, b: { command: ["x"] } },
  });
  expect(Object.keys(merged["components"] as object).sort()).toEqual(["a", "b"]);
  expect(Object.keys(places)).toEqual(expect.arrayContaining(["/components/b/image", "/components/a/env/V"]));
  expect(Object.keys(places).filter((place) => place.startsWith("/components/c"))).toEqual([]);
  expect({ secrets, sources }).toEqual({ secrets: { key: "1" }, sources: { app: { f: "2" }, other: { f: "1" } } });
  expect(digest).not.toBe(before.digest);
});

test("of a first deploy only what was deployed is there", () => {
  const first = mergeRecords(undefined, recordOf("1", b), applied);
  expect(Object.keys(first.merged["components"] as object)).toEqual(["a"]);
  expect(Object.keys(first.merged["images"] as object)).toEqual(["app"]);
  expect(readRecord(first, "it")?.tree).toMatchObject({ type: "map" });
});

test("all of it, deployed in parts, is the whole", () => {
  const whole = recordOf("1", b);
  const first = mergeRecords(undefined, whole, applied);
  expect(mergeRecords(first, whole, new Set(["b", "other-build", "key"]))).toEqual(whole);
});
