/**
 * A disk that is full in each step of `up`: it says so, and with room again the same command
 * converges, with every row and every generated secret.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { expectSound } from "./sound.ts";
import { makeWorld, type World } from "./world.ts";

const full = /disk is full|No space left on device|no space left on device/;

/**
 * KiB that are left: for the first file of all, the state, a database that needs some 40 MiB (its
 * folder, its files, its log), and what each process is started by.
 */
const rooms = [
  ...[0, 8, 32].map((room) => ["its own files", room] as const),
  ...[0, 64, 16_384].map((room) => ["the database", room] as const),
  ...[64, 128].map((room) => ["its own files", room] as const),
];

let world: World;
let home: SmallDisk;
let data: SmallDisk;

beforeAll(async () => {
  world = await makeWorld();
  home = mountSmallDisk(join(world.root, ".andamio"), 64);
  data = mountSmallDisk(world.paths.data, 256);
}, 600_000);

afterAll(async () => {
  for (const disk of [home, data]) disk.free();
  await world.operations.stop();
  for (const disk of [home, data]) disk[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
}, 600_000);

const diskOf = (what: string) => (what === "the database" ? data : home);

/** Fails and says why, or needed no more room. */
async function upWithout(room: string): Promise<number> {
  const { code, output } = await world.andamio("up", "t");
  if (code !== 0) expect(output, room).toMatch(full);
  expect(output, room).not.toMatch(/not foreseen|cut short, and so was/);
  return code;
}

async function converge(): Promise<void> {
  const { code, output } = await world.andamio("up", "t");
  expect(code, output).toBe(0);
  await expectSound(world);
}

const secrets = () => {
  const names = readdirSync(world.paths.secrets).filter((name) => !name.endsWith(".tmp")).sort();
  return names.map((name) => readFileSync(join(world.paths.secrets, name), "utf8"));
};

describe("a first up", () => {
  test.each(rooms)("without room for %s (%i KiB) says that the disk is full", async (what, room) => {
    const disk = diskOf(what);
    disk.leave(room);
    try {
      expect(await upWithout(`${room} KiB for ${what}`)).not.toBe(0);
    } finally {
      disk.free();
    }
  }, 600_000);

  test("converges with room again", async () => {
    await converge();
    world.query("insert into kept (note) values ('acknowledged')");
  }, 600_000);
});

describe("what runs", () => {
  test.each([
    "its own files", "the database",
  ])("goes on, is changed and stopped without room for %s, and comes back whole", async (what) => {
    const before = secrets();
    const disk = diskOf(what);
    disk.leave(0);
    await upWithout(what);
    edit("VERSION: ", "VERSION: x");
    await upWithout(what);
    await world.andamio("down", "t");
    await upWithout(what);
    disk.free();
    await converge();
    expect(world.query("select note from kept")).toBe("acknowledged");
    expect(secrets()).toEqual(before);
  }, 900_000);
});

function edit(from: string, to: string): void {
  const file = join(world.root, "environments/t.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}
