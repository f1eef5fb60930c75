/** Whatever value of a file is changed, the plan names its line, and there all that changes. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { edit, type Files, files, plan } from "./fixture.ts";
import { isHidden, type Leaf, listLeaves, mutate } from "./leaf.ts";

const [lower, upper] = Object.entries(files).map(([file, text]) => listLeaves(file, text));
const changed = [...lower!, ...upper!];
const hidden = lower!.filter((leaf) => isHidden(leaf, upper!));

test("there are many of them, in both layers", () => {
  expect(changed.length).toBeGreaterThan(50);
  expect(hidden.map(({ pointer }) => pointer.join("."))).toEqual([
    "envGroups.app.LOG_LEVEL",
    "components.api.replicas",
  ]);
});

test.each(changed.map((leaf) => [`${leaf.file}:${leaf.line} ${leaf.pointer.join(".")}`, leaf] as const))(
  "a change of %s is traced to its line, and to no other",
  (_, leaf) => {
    const expected = hidden.includes(leaf) ? [] : [`${leaf.file}:${leaf.line} after`];
    expect(tracePlaces(leaf, files)).toEqual(expected);
  },
);

const root = join(import.meta.dirname, "../..");
const shipped: Files = Object.fromEntries(globSync("environments/**/*.yaml", { cwd: root })
  .map((file) => [file, readFileSync(join(root, file), "utf8")]));
const deployable = Object.keys(shipped).filter((file) => /^target:/m.test(shipped[file]!)).sort();

test.each(deployable)("so is every value behind %s", (file) => {
  const layers = listLayers(file).map((layer) => listLeaves(layer, shipped[layer]!));
  const all = layers.flat();
  // a kind that a layer repeats cannot be changed there
  const isRepeated = ({ file: own, pointer }: Leaf) => pointer.at(-1) === "kind"
    && all.some((one) => one.file !== own && one.pointer.join() === pointer.join());
  for (const [index, leaves] of layers.entries()) {
    const above = layers.slice(0, index).flat();
    for (const leaf of leaves.filter((one) => one.value !== null && !isRepeated(one))) {
      const expected = isHidden(leaf, above) ? [] : [`${leaf.file}:${leaf.line} after`];
      expect.soft(tracePlaces(leaf, shipped, file), leaf.pointer.join(".")).toEqual(expected);
    }
  }
  expect(all.length).toBeGreaterThan(10);
});

/** The file itself first. */
function listLayers(file: string): string[] {
  const [, below] = /^extends: (.+)$/m.exec(shipped[file]!) ?? [];
  return below === undefined ? [file] : [file, ...listLayers(join(file, "..", below))];
}

/** No resource changes but by a row. */
function tracePlaces(leaf: Leaf, all: Files, file?: string): string[] {
  const { rows, resources } = plan(all, mutate(all, leaf), { file });
  const told = new Set(rows.flatMap((row) => row.resources));
  expect.soft(resources.filter(({ name }) => !told.has(name)), leaf.pointer.join(".")).toEqual([]);
  return [...new Set(rows.map(({ place, side }) => `${place.file}:${place.line} ${side}`))];
}

test("a value that is taken away is traced to where it stood", () => {
  const { rows } = plan(files, edit(files, "base", "    maxMemory: 128Mi\n", ""));
  expect(rows.map(({ path, text, place, side }) => [path, text, place.line, side])).toEqual([
    ["cache.maxMemory", "maxMemory 128Mi → 256Mi", 14, "before"],
  ]);
});

test("a value that a layer removes with null is traced to that word", () => {
  const after = edit(files, "dev", "  app: { LOG_LEVEL: debug }", "  app: { LOG_LEVEL: null }");
  const { rows } = plan(files, after);
  expect(rows.map(({ text, place }) => [text, place.file, place.line])).toEqual([
    ["envGroups.app.LOG_LEVEL debug → not set", "environments/dev.yaml", 7],
  ]);
});
