/** A state that was torn: repaired from the engine's own copies, or named with the way out. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { findRepairs, keepFirst, removeTorn, repairState } from "../../scripts/lib/engine/repair-state.ts";

let state: string;
let said: string[];
const stack = () => ({ state, project: "andamio", name: "dev" });
const repair = () => repairState(stack(), (text) => said.push(text));
const place = (path: string) => join(state, ".pulumi", path);
const checkpoint = (serial: string) => JSON.stringify({ version: 3, checkpoint: { stack: "dev", serial } });
const own = "stacks/andamio/dev.json";
const read = (path: string) => readFileSync(place(path), "utf8");

function write(path: string, text: string, minutesAgo = 0): void {
  mkdirSync(dirname(place(path)), { recursive: true });
  writeFileSync(place(path), text);
  const at = Date.now() / 1000 - minutesAgo * 60;
  utimesSync(place(path), at, at);
}

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "andamio-state-"));
  said = [];
  write("meta.yaml", "version: 1\n");
  write(own, checkpoint("now"));
  write(`${own}.bak`, checkpoint("before"), 1);
  write("history/andamio/dev/dev-1.checkpoint.json", checkpoint("history"), 5);
  write("backups/andamio/dev/dev.1.json", checkpoint("backup"), 9);
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

test("a sound state is left as it is", () => {
  expect(findRepairs(stack())).toEqual([]);
});

test.each(["", "{\"version\":3,\"checkp", "\0\0\0\0", "null", "[]", "7"])("%j in place of the state: the copy before it is taken", (text) => {
  write(own, text);
  repair();
  expect(read(own)).toBe(checkpoint("before"));
  expect(said.join()).toContain("dev.json was cut short: restored from the engine's copy of ");
});

test("copies that are torn themselves are passed over, the newest whole one is taken", () => {
  truncateSync(place(own));
  truncateSync(place(`${own}.bak`), 7);
  repair();
  expect(read(own)).toBe(checkpoint("history"));
});

test("a state that is gone while its history is there is restored", () => {
  rmSync(place(own));
  repair();
  expect(read(own)).toBe(checkpoint("before"));
});

test("a stack that was removed stays removed", () => {
  rmSync(place(own));
  rmSync(place("history"), { recursive: true });
  expect(findRepairs(stack())).toEqual([]);
  expect(existsSync(place(own))).toBe(false);
});

test("before the first change a copy is kept, of which the state is restored when the engine has none", () => {
  for (const folder of ["history", "backups"]) rmSync(place(folder), { recursive: true });
  truncateSync(place(`${own}.bak`));
  keepFirst(stack());
  truncateSync(place(own), 20);
  repair();
  expect(read(own)).toBe(checkpoint("now"));
  write(own, checkpoint("another life"));
  keepFirst(stack());
  expect(read(`${own}.first`)).toBe(checkpoint("another life"));
});

test("where the engine has copies of its own, or the state is torn, none is kept", () => {
  keepFirst(stack());
  expect(existsSync(place(`${own}.first`))).toBe(false);
  rmSync(place("history"), { recursive: true });
  truncateSync(place(own));
  keepFirst(stack());
  expect(existsSync(place(`${own}.first`))).toBe(false);
});

test("of a stack that was being made what is torn goes, and what is whole stays", () => {
  removeTorn(stack());
  expect(read(own)).toBe(checkpoint("now"));
  truncateSync(place(own));
  removeTorn(stack());
  expect(existsSync(place(own))).toBe(false);
});

test("where no copy is whole, the file is named with the way out, and nothing is written", () => {
  truncateSync(place(own));
  for (const path of [`${own}.bak`, "history/andamio/dev/dev-1.checkpoint.json", "backups/andamio/dev/dev.1.json"]) truncateSync(place(path));
  const hint = expect.stringContaining(`rm ${place(own)}`);
  expect(repair).toThrow(expect.objectContaining({ code: "state_refused", hint }));
  expect(read(own)).toBe("");
});

test.each([undefined, "", "\0\0", "versi"])("meta.yaml as %j is written again", (text) => {
  if (text === undefined) rmSync(place("meta.yaml"));
  else write("meta.yaml", text);
  repair();
  expect(read("meta.yaml")).toBe("version: 1\n");
});

test.each([
  "meta.yaml.attrs",
  `${own}.attrs`,
  `${own}.bak.attrs`,
  "history/andamio/dev/dev-1.history.json.attrs",
  "locks/organization/andamio/dev/1.json.attrs",
])("%s that was cut short is removed", (path) => {
  write(path, "");
  repair();
  expect(existsSync(place(path))).toBe(false);
});
