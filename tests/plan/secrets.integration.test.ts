/** Secrets in what is planned and applied: a change shows, its value never does. */
import { randomBytes } from "node:crypto";
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import type { Plan } from "../../platform/plan/plan.ts";
import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

/** Each holds a word that is nowhere else. */
const shapes: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => `P@ss "${word}" 'quoted'`,
  (word) => `\${${word}} $HOME $(id) \`id\``,
  (word) => `postgresql://app:${word}@db.example.com:5432/app?a=b%20c`,
  (word) => `-----BEGIN KEY-----\n${word}\n-----END KEY-----\n`,
  (word) => JSON.stringify({ private_key: word, deep: [word] }),
  (word) => Buffer.from(word).toString("base64"),
  (word) => `eyJhbGciOiJIUzI1NiJ9.${word}.c2lnbmF0dXJl`,
  (word) => `clave-ñandú-${word}-日本`,
  (word) => `--flag=${word}\\n\t#: {}`,
];
const words: string[] = [];
const told: string[] = [];
let project: SmallProject;

function give(at: number): void {
  const word = `canary${randomBytes(8).toString("hex")}`;
  words.push(word);
  process.env[`TEST_S${at}`] = shapes[at]!(word);
}

/** What people and programs are told is kept, to be searched. */
async function andamio(line: string) {
  const ended = await project.andamio(line);
  told.push(ended.stdout, ended.stderr);
  return ended;
}

beforeAll(async () => {
  project = makeSmallProject();
  const names = shapes.map((_, at) => `s${at}`);
  const declared = names.map((name, at) => `  ${name}: { kind: Secret, from: { variable: TEST_S${at} } }\n`);
  project.edit("  migrate:", `${declared.join("")}  migrate:`);
  const used = names.map((name) => `${name.toUpperCase()}: "\${${name}.value}"`);
  project.edit("VERSION: \"1\"", `VERSION: "1", ${used.join(", ")}`);
  shapes.forEach((_, at) => give(at));
  const { code, stderr } = await andamio("up");
  expect(code, stderr).toBe(0);
});

afterEach(() => void vi.unstubAllEnvs());
afterAll(async () => {
  await project[Symbol.asyncDispose]();
  shapes.forEach((_, at) => delete process.env[`TEST_S${at}`]);
});

test("another value shows as another fingerprint of its key, with whom it starts anew", async () => {
  expect(JSON.parse((await andamio("preview --json")).stdout)).toMatchObject({ changed: false });
  give(3);
  const { rows } = JSON.parse((await andamio("preview --json")).stdout) as Plan;
  expect(rows.map(({ path, effects }) => [path, effects.map(({ component }) => component)]))
    .toEqual([["s3.value", expect.arrayContaining(["api"])]]);
  const [, before, after] = /^value \(secret (\w+)\) → \(secret (\w+)\)$/.exec(rows[0]!.text) ?? [];
  expect(before).toBeTruthy();
  expect(after).not.toBe(before);
  // who does not have the key cannot try values until one fits
  vi.stubEnv("ANDAMIO_FINGERPRINT_KEY", randomBytes(32).toString("base64"));
  const other = JSON.parse((await andamio("preview --json")).stdout) as Plan;
  expect(other.rows.find(({ path }) => path === "s3.value")?.after).not.toBe(`(secret ${after})`);
});

test("an approved plan is refused when a secret is another one, or the rules say something else", async () => {
  const file = join(project.root, "plan.json");
  expect((await andamio(`preview --save ${file}`)).code).toBe(0);
  give(5);
  const moved = await andamio(`up --plan ${file}`);
  expect(moved.code).toBe(1);
  expect(moved.stderr).toContain("  what would change: now also s5.value\n");
  expect((await andamio(`preview --save ${file}`)).code).toBe(0);
  writeFileSync(join(project.root, "app/Dockerfile"), "FROM base\nUSER 10001\nHEALTHCHECK CMD true\n");
  expect((await andamio(`up --plan ${file}`)).stderr).toContain("  what the rules say\n");
  expect((await andamio("up")).code).toBe(0);
});

test("no output, plan, report or state holds any of ten shapes", async () => {
  give(8);
  const lines = [
    "preview", "preview --markdown", "preview --offline --against environments/dev.yaml", "why dev api",
    "why dev s4.from.variable", "validate dev --effective", "validate dev --json", "status", "status --json",
    "secrets list", "secrets check --json", "env --template", "render dev --json", "logs --tail 50", "up --json",
  ];
  for (const line of lines) await andamio(line);
  const files = globSync([".andamio/state/.pulumi/**/*", ".andamio/secrets/*", "plan.json", "reports/**/*"], {
    cwd: project.root,
  }).map((file) => join(project.root, file)).filter((file) => statSync(file).isFile());
  expect(files.some((file) => file.endsWith("stacks/andamio/dev.json"))).toBe(true);
  const kept = files.map((file) => readFileSync(file, "utf8"));
  expect(words.length).toBe(shapes.length + 3);
  for (const word of words) {
    for (const shown of [word, Buffer.from(word).toString("base64").replace(/=+$/, "")]) {
      expect(told.filter((text) => text.includes(shown))).toEqual([]);
      expect(files.filter((_, at) => kept[at]!.includes(shown))).toEqual([]);
    }
  }
});
