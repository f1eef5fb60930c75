/**
 * Kill -9 anywhere during a deploy: the same command again converges, runs nothing twice, and loses
 * no row.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { listRecords } from "../../platform/targets/local/unit.ts";
import { expectSound } from "./sound.ts";
import { kill, victims } from "./victims.ts";
import { makeWorld, pidsOf, type World } from "./world.ts";

/** How often each is killed at each moment; without it, each at every second moment, once. */
const asked = process.env["CHAOS_ROUNDS"];
const rounds = Number(asked ?? 1);

type Moment = (world: World) => boolean;

const dataOf = (world: World) => join(world.paths.data, "db-data");
const inside = (folder: string, prefix: string) =>
  existsSync(folder) && readdirSync(folder).some((entry) => entry.startsWith(prefix));

const moments: Record<string, Moment> = {
  "when its first process starts": (world) => listRecords(world.paths).length > 0,
  "inside initdb": (world) => inside(dataOf(world), "new-"),
  "inside a Job": (world) => world.lines("migrations").at(-1) === "began",
  "between a create and its answer": (world) => world.lines("servers").length > 0,
};

const cases = Object.keys(victims)
  .flatMap((victim, row) =>
    Object.keys(moments).map((moment, column) => ({ victim, moment, at: row + column })),
  )
  .filter(({ at }) => asked !== undefined || at % 2 === 0);

describe.each(Array.from({ length: rounds }, (_, index) => index + 1))("round %i", () => {
  test.each(cases)("kill -9 of $victim $moment", async ({ victim, moment }) => {
    await using world = await makeWorld();
    const command = world.start("up", "t");
    for (let waited = 0; !moments[moment]!(world) && waited < 60_000; waited += 5) await sleep(5);
    for (const pid of victims[victim]!(world, command)) kill(pid);
    await Promise.race([command.ended, sleep(120_000)]);
    const again = await world.andamio("up", "t");
    expect(again.output + again.code).toMatch(/0$/);
    await expectSound(world);
    world.query("insert into kept (note) values ('acknowledged')");
    expect((await world.andamio("up", "t")).output).toMatch(
      /nothing (has )?changed|no changes|unchanged/i,
    );
    expect(world.query("select note from kept")).toBe("acknowledged");
  });
});

describe("a running environment", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
    expect((await world.andamio("up", "t")).code).toBe(0);
    world.query("insert into kept (note) values ('acknowledged')");
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  test.each(["the supervisor", "a launcher", "a program", "the database"])(
    "kill -9 of %s is healed by the next `up`",
    async (what) => {
      const records = listRecords(world.paths);
      const of = (component: string) => records.find((record) => record.component === component)!;
      const targets: Record<string, () => number[]> = {
        "the supervisor": () => victims["the supervisor"]!(world, undefined as never),
        "a launcher": () => [of("tasks").launcher.pid],
        "a program": () => [of("api").child!.pid],
        "the database": () => [of("db").child!.pid],
      };
      for (const pid of targets[what]!()) kill(pid);
      expect((await world.andamio("up", "t")).code).toBe(0);
      await expectSound(world);
      expect(world.query("select note from kept")).toBe("acknowledged");
      expect(world.lines("migrations")).toEqual(["began", "ended"]);
    },
  );

  test("`down` and then `up` keep every row and run no Job again", async () => {
    expect((await world.andamio("down", "t")).code).toBe(0);
    expect(pidsOf(world.root)).toEqual([]);
    expect((await world.andamio("up", "t")).code).toBe(0);
    expect(world.query("select note from kept")).toBe("acknowledged");
    expect(world.lines("migrations")).toEqual(["began", "ended"]);
  });

  test("two `up` at once both end well, and everything runs once", async () => {
    const both = await Promise.all([world.andamio("up", "t"), world.andamio("up", "t")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await expectSound(world);
  });

  test("`destroy` and then `up` find the old data and open it", async () => {
    expect((await world.andamio("destroy", "t", "--yes")).code).toBe(0);
    expect(pidsOf(world.root)).toEqual([]);
    expect((await world.andamio("up", "t")).code).toBe(0);
    expect(world.query("select note from kept")).toBe("acknowledged");
  });
});
