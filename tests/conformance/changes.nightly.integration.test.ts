/** Each field that this machine honours is honoured when it is changed, too. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { makeSupportTable } from "../../platform/support-table.ts";
import { first, lanes, ofVerbs, patchesOf, rounds } from "./changes.ts";
import { openWorld, type World } from "./changing.ts";

let world: World;

beforeAll(async () => {
  world = await openWorld(first);
  await world.change([]);
}, 600_000);

afterAll(() => world?.[Symbol.asyncDispose](), 600_000);

test("each field that is honoured has a change", () => {
  const honoured = makeSupportTable()
    .filter(({ targets }) => targets["local"]!.some(({ answer }) => answer === "honoured"))
    .map(({ field }) => field);
  const changed = lanes.flatMap(({ steps }) => steps.map(({ field }) => field));
  const missing = honoured.filter((field) => !changed.includes(field) && !(field in ofVerbs));
  expect(missing, "add a change of each to tests/conformance/changes.ts").toEqual([]);
});

test.each(Object.entries(ofVerbs))("%s is changed in %s", (field, file) => {
  const text = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
  expect(text).toContain(field.split(".").at(-1));
});

const nameOf = (round: (typeof rounds)[number]): string =>
  round.map(([, { field }]) => field).join(", ");
const named = rounds.map((round) => [nameOf(round), round] as const);

test.each(named)("a change is seen of %s", async (_fields, round) => {
  for (const [, { before }] of round) await before?.(world);
  await world.change(round.flatMap(([lane, step]) => patchesOf(lane, step)));
  const seen = await Promise.all(round.map(async ([{ component = "" }, { field, see }]) =>
    [field, await see(world, component).catch(String)] as const));
  for (const [index, [, { field, is }]] of round.entries()) {
    expect.soft(seen[index], field).toEqual([field, is]);
  }
}, 600_000);
