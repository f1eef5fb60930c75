/**
 * Kill -9 at random moments of deploys, one after the other: after every few, the same command
 * converges. SEED gives the walk, CHAOS_KILLS its length.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { makeDice } from "../plan/random-environment.ts";
import { expectSound } from "./sound.ts";
import { kill, listOfEngine, victims } from "./victims.ts";
import { makeWorld, type World } from "./world.ts";

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(process.env["CHAOS_KILLS"] ?? 12);
/** Deploys that are killed before one may end. */
const inARow = 4;
const mostMs = 5000;

const all: typeof victims = { ...victims, "the engine and its plugins": listOfEngine };

test(`${kills} random kills converge, lose no row and leave nothing behind`, async () => {
  console.info(`SEED=${seed} CHAOS_KILLS=${kills}`);
  const dice = makeDice(seed);
  await using world = await makeWorld();
  await converge(world, "first");
  world.query("insert into kept (note) values ('acknowledged')");
  for (let done = 0; done < kills; done += inARow) {
    const told: string[] = [];
    for (let one = 0; one < inARow; one++) {
      const victim = dice.pick(Object.keys(all));
      const after = dice.roll(mostMs);
      told.push(`${victim} after ${after} ms`);
      setVersion(world, `v${done + one}`);
      const command = world.start("up", "t");
      await Promise.race([command.ended, sleep(after)]);
      for (const pid of all[victim]!(world, command)) kill(pid);
      await Promise.race([command.ended, sleep(120_000)]);
    }
    await converge(world, told.join(", "));
    expect(world.query("select note from kept"), told.join(", ")).toBe("acknowledged");
  }
}, 60_000 + kills * 30_000);

/** One repetition is enough. */
async function converge(world: World, after: string): Promise<void> {
  const { code, output } = await world.andamio("up", "t");
  expect(code, `SEED=${seed}: ${after}\n${output}`).toBe(0);
  await expectSound(world);
}

function setVersion({ root }: World, version: string): void {
  const file = join(root, "environments/t.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/VERSION: \w+/, `VERSION: ${version}`));
}
