/** What the app's README must not leave out. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { root } from "../../app/root.ts";

const readme = readFileSync(join(root, "README.md"), "utf8").replaceAll("`…_", "`AUTO_MAINT_INTEGRACIONES_");

test("the README names every variable that the configuration reads", () => {
  const sources = globSync(join(root, "config/*.ts")).map((file) => readFileSync(file, "utf8"));
  const names = sources.flatMap((source) =>
    [...source.matchAll(/["`](?:\$\{prefix\})?([A-Z][A-Z_]{2,}[A-Z])["`]/g)].map(([, name]) => name!),
  );
  const written = new Set([...readme.matchAll(/[A-Z][A-Z_]{3,}/g)].map(([name]) => name));
  const absent = names.filter((name) => ![...written].some((one) => one === name || one.endsWith(`_${name}`)));
  expect(names.length).toBeGreaterThan(50);
  expect(absent).toEqual([]);
});
