/**
 * An environment that version 0.1.0 deployed keeps its resources: their names, types and properties
 * stay, so that the next `up` replaces nothing. Intended changes are listed here.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Declared, listChanges } from "./list-changes.ts";

/** By environment: each property that the next `up` changes, and the reason. */
const intended: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dev: {},
  staging: {},
  prod: {},
  kept: {},
  "kept-docker": {},
  "kept-cluster": {},
};

const recorded = join(import.meta.dirname, "recorded");
const project = mkdtempSync(join(tmpdir(), "andamio-takeover-"));
let current: Record<string, Declared[]>;

beforeAll(() => {
  cpSync(recorded, project, { recursive: true });
  const printer = join(import.meta.dirname, "print-declarations.ts");
  const text = execFileSync(process.execPath, [printer, project, ...Object.keys(intended)], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  current = JSON.parse(text) as Record<string, Declared[]>;
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test.each(Object.keys(intended))("version 0.1.0 declared %s as this version does", (name) => {
  const text = readFileSync(join(recorded, "declarations", `${name}.json`), "utf8");
  const changes = listChanges(JSON.parse(text) as Declared[], current[name]!);
  expect(changes).toEqual(Object.keys(intended[name]!).sort());
});
