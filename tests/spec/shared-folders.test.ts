/** Volumes of one program never share a folder, whichever of them is written first. */
import { expect, test } from "vitest";

import { findShared } from "../../platform/components/shared-folders.ts";
import { findFaults } from "./project.ts";

test.each([
  [["a/", "a/b/"], [undefined, 0]],
  [["a/b/", "a/"], [undefined, 0]],
  [["a/b/", "a/c/", "a/"], [undefined, undefined, 0]],
  [["x/", "a/", "a/b/c/", "a/b/"], [undefined, undefined, 1, 1]],
  [["a/b/", "a/b/c/", "a/"], [undefined, 0, 0]],
  [["a/", "ab/", "a-b/"], [undefined, undefined, undefined]],
  [["a/", "a/", "a/"], [undefined, 0, 0]],
])("of folders %j each shares files with the first of %j", (folders, shared) => {
  expect(findShared(folders)).toEqual(shared);
});

test("it finds what comparing each with each finds", () => {
  const names = ["a/", "b/", "a-/", "aa/"];
  const folders = Array.from({ length: 300 }, (_, at) =>
    [at, at * 7, at * 31, at * 13].slice(0, 1 + (at * 5) % 4).map((one) => names[one % 4]).join(""));
  const shares = (one: string, two: string): boolean => one.startsWith(two) || two.startsWith(one);
  const expected = folders.map((one, at) => {
    const first = folders.findIndex((two) => shares(one, two));
    return first < at ? first : undefined;
  });
  expect(new Set(expected).size).toBeGreaterThan(3);
  expect(findShared(folders)).toEqual(expected);
});

test("the fault names the volume that comes first", () => {
  const volumes = "{ v: { path: a/b, size: 1Gi }, w: { path: ../a, size: 1Gi }, u: { path: a, size: 1Gi } }";
  const worker = `w: { kind: Worker, image: app, command: [x], volumes: ${volumes} }`;
  const yaml = `version: 1\ntarget: local\nimages: { app: { build: ./app } }\ncomponents: { ${worker} }\n`;
  expect(findFaults({ "dev.yaml": yaml })).toMatchObject([
    { code: "bad-path" },
    { code: "path-taken", message: "volumes \"v\" and \"u\" of one program share a folder" },
  ]);
});
