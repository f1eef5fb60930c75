/** What the verbs print fits a terminal of 80 columns, with colors and without. */
import {
  cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { verbs } from "../../scripts/lib/verbs.ts";
import { runHere } from "./run-here.ts";

const repository = join(import.meta.dirname, "../..");
let root: string;

/** The environments of this repository, and files with a fault each. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "andamio-widths-"));
  for (const name of ["environments", "app"]) {
    const filter = (path: string): boolean => !/\/(node_modules|dist|generated)$/.test(path);
    cpSync(join(repository, name), join(root, name), { recursive: true, filter });
  }
  for (const name of ["platform", "policies"]) symlinkSync(join(repository, name), join(root, name));
  mkdirSync(join(root, "ui"));
  for (const file of globSync(join(repository, "tests/spec/wrong/*.yaml"))) {
    cpSync(file, join(root, "environments", `wrong-${basename(file)}`));
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => vi.unstubAllEnvs());

/** Lines that are wider although a word of theirs could have stood in the next one. */
async function listWide(words: readonly string[]): Promise<string[]> {
  const { stdout, stderr } = await runHere(root, words, 80);
  const lines = stripVTControlCharacters(stdout + stderr).split("\n");
  expect(lines.length).toBeGreaterThan(1);
  return lines.filter((line) => line.length > 80 && /\S +\S/.test(line));
}

const wrong = globSync(join(repository, "tests/spec/wrong/*.yaml")).map((file) => basename(file, ".yaml"));
const rules = readdirSync(join(repository, "policies/docs")).map((file) => basename(file, ".md"));

describe.each([["with colors", undefined], ["without colors", "1"]])("%s", (_, color) => {
  test.each([
    ...Object.keys(verbs).map((verb) => [verb, "--help"]),
    ["validate", "--all"], ["targets"], ["policies"], ["ls"], ["help"],
    ...rules.slice(0, 60).map((rule) => ["policies", rule]),
    ...["dev", "staging", "prod"].flatMap((name) => [
      ["validate", name], ["preview", name, "--offline"], ["secrets", name, "list"], ["why", name, "api.env.DATABASE_URL"],
      ["why", name, "api.replicas"], ["secrets", name, "check"], ["diff", name, "prod"], ["status", name],
    ]),
    ["up", "nonsuch"], ["logs", "dev", "apo"], ["logs", "dev", "--tial", "3"],
  ].map((words) => [words]))("andamio %j", async (words) => {
    vi.stubEnv("NO_COLOR", color);
    expect(await listWide(words)).toEqual([]);
  });

  test.each(wrong)("the faults of %s", async (name) => {
    vi.stubEnv("NO_COLOR", color);
    expect(await listWide(["validate", `wrong-${name}`])).toEqual([]);
  });
});
