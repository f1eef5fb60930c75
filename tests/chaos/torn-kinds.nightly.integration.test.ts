/**
 * Each kind of file below `.andamio` is removed, cut short and filled with noise, while stopped and
 * while running: the next `up` heals it, or names it with the way out. Another SEED is another
 * order, and another damage to each kind while running.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { UnitStatus } from "../../platform/targets/operations.ts";
import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

const seed = Number(process.env["SEED"] ?? 1);

/** By the place below `.andamio`. What is neither here nor below is a new kind, and a fault. */
const healed: readonly RegExp[] = [
  /^dev\/builds\/\.images\.json$/,
  /^dev\/builds\/\.[0-9a-f]{16}\.files\.json$/,
  /^dev\/ports\.json$/,
  /^dev\/ports\.wanted\.json$/,
  /^dev\/records\//,
  /^dev\/routes\//,
  /^dev\/schedules\/tidy\.json$/,
  /^dev\/schedules\/records\//,
  /^dev\/secrets\/\.digest-key$/,
  /^dev\/secrets\/key$/,
  /^dev\/supervisor\/instance\.json$/,
  /^dev\/supervisor\/project\.json$/,
  /^dev\/supervisor\/process-compose\.log/,
  /^dev\/units\//,
  /^dev\/logs\//,
  /^dev\/data\/db-data\/\.andamio-volume$/,
  /^fingerprint-key$/,
  /^secrets\/\.key$/,
  /^secrets\/dev\.json$/,
  /^state\/\.pulumi\/meta\.yaml$/,
  /^state\/.*\.attrs$/,
  /^state\/\.pulumi\/stacks\/andamio\/dev\.json$/,
];

/** Copies of the state, from which a torn state is restored: torn while that is whole. */
const copies: readonly RegExp[] = [
  /^state\/\.pulumi\/stacks\/andamio\/dev\.json\.(bak|first)$/,
  /^state\/\.pulumi\/history\/.*\.json$/,
  /^state\/\.pulumi\/backups\/.*\.json$/,
];

const named = [/^passphrase$/];
/** Programs may write here, so what holds something else may be theirs: it is named. */
const built = /^dev\/builds\/[0-9a-f]{16}\//;

const damages: readonly [string, (path: string) => void][] = [
  ["removed", (path) => rmSync(path)],
  ["cut short", (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ["filled with noise", (path) => writeFileSync(path, noiseFor(path))],
];

let project: SmallProject;
let home: string;
let key: string;

beforeAll(async () => {
  project = makeSmallProject();
  home = join(project.root, ".andamio");
  console.log(`SEED=${seed}`);
  const { code, stderr } = await project.andamio("up");
  expect(code, stderr).toBe(0);
  key = readFileSync(join(home, "dev/secrets/key"), "utf8");
});

afterAll(() => project[Symbol.asyncDispose]());

test("each kind of file is in the table", () => {
  const all = [...healed, ...copies, ...named, built];
  expect(listFiles().filter((file) => !all.some((kind) => kind.test(file)))).toEqual([]);
});

const losses = [["removed", rmSync], ["emptied", truncateSync]] as const;

test.each(losses)("built files that are %s come back", async (_how, damage) => {
  await project.andamio("down");
  for (const file of listFiles().filter((path) => built.test(path))) damage(join(home, file));
  const { code, stderr } = await project.andamio("up");
  expect(code, stderr).toBe(0);
  await expectWhole([]);
});

test.each(damages.slice(1))("built files %s are named with the way out", async (_how, damage) => {
  for (const file of listFiles().filter((path) => built.test(path))) damage(join(home, file));
  const { stderr } = await project.andamio("up");
  expect(stderr).toMatch(/of api, migrate, tidy has files that are not as they were built: job.mjs, server.mjs/);
  const [, recreate = ""] = /hint: npx andamio (recreate dev .*?) restores them/.exec(stderr) ?? [];
  const { code, stderr: said } = await project.andamio(recreate);
  expect(code, said).toBe(0);
  await expectWhole([]);
});

test.each([0, 1, 2])("while stopped, round %i: all heals", (round) =>
  expectHealed("stopped", healed, round));

test("while running, all heals", () => expectHealed("running", healed, 0));

test("the engine's copies are not needed while the state is whole", () =>
  expectHealed("running", copies, 0));

test.each(damages)("the passphrase %s is named with the way out", async (_how, damage) => {
  const file = join(home, "passphrase");
  const before = readFileSync(file);
  damage(file);
  try {
    const { code, stderr } = await project.andamio("up");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/passphrase[^]*hint: .*put [^]*passphrase/)]);
  } finally {
    writeFileSync(file, before); // without it nothing can be destroyed
  }
});

async function expectHealed(
  mode: string, kinds: readonly RegExp[], round: number,
): Promise<void> {
  if (mode === "stopped") await project.andamio("down");
  const torn = tear(kinds, round);
  const { code, stderr } = await project.andamio("up");
  expect(code, `${torn.join("\n")}\n${stderr}`).toBe(0);
  await expectWhole(torn);
}

/** Gives what was done, for who looks at a failure. */
function tear(kinds: readonly RegExp[], round: number): string[] {
  return kinds.flatMap((kind, index) => {
    const [how, damage] = damages[(index + seed + round) % damages.length]!;
    const files = listFiles().filter((path) => kind.test(path));
    for (const file of files) damage(join(home, file));
    return files.map((file) => `${file} ${how}`);
  });
}

async function expectWhole(torn: readonly string[]): Promise<void> {
  const { units } = JSON.parse((await project.andamio("status --json")).stdout) as { units: UnitStatus[] };
  const { address = "" } = units.find(({ component }) => component === "api")!;
  expect(await (await fetch(address)).text(), torn.join("\n")).toBe("1");
  expect(readFileSync(join(home, "dev/secrets/key"), "utf8")).toBe(key);
  const again = await project.andamio("up");
  expect(again.stdout, torn.join("\n")).toContain("nothing changed");
}

function listFiles(): string[] {
  const entries = readdirSync(home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(home, join(entry.parentPath, entry.name))).sort();
}

/** The same for the same seed. */
function noiseFor(path: string): Buffer {
  const block = createHash("sha512").update(`${seed} ${path}`).digest();
  return Buffer.concat([block, block, block]);
}
