/**
 * Wrong specs, each with the expected places marked by hand: `#  ^^^ code` under the words,
 * `#@[[FILE:]LINE:]COLUMN+LENGTH code` where a mark would not fit.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { refuse, writeBuilds } from "./project.ts";

const folder = join(import.meta.dirname, "wrong");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => basename(file, ".yaml"));

/** The marks of a file, as `line:column+length code`. */
function readMarks(text: string, file: string): string[] {
  let line = 0;
  return text.split(/\r?\n/).flatMap((words, index) => {
    const [, carets, code] = /^#( *\^+) (\S+)$/.exec(words) ?? [];
    if (carets && code) {
      return [`${file}:${line}:${carets.indexOf("^") + 2}+${carets.trim().length} ${code}`];
    }
    const [, other, at, column, length, plain] =
      /^#@(?:(?:([\w/-]+\.yaml):)?(\d+):)?(\d+)\+(\d+) (\S+)$/.exec(words) ?? [];
    if (plain) {
      return [
        `${other ? `environments/${other}` : file}:${at ?? line}:${column}+${length} ${plain}`,
      ];
    }
    line = index + 1;
    return [];
  });
}

function prepare(name: string): { root: string; marks: string[] } {
  const root = mkdtempSync(join(tmpdir(), "andamio-wrong-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "environments"));
  cpSync(join(folder, "layers"), join(root, "environments/layers"), { recursive: true });
  const file = `environments/${name}.yaml`;
  cpSync(join(folder, `${name}.yaml`), join(root, file));
  const text = readFileSync(join(root, file), "utf8");
  if (!name.startsWith("build-missing")) writeBuilds(root, text);
  for (const layer of readdirSync(join(folder, "layers"))) {
    writeBuilds(root, readFileSync(join(folder, "layers", layer), "utf8"));
  }
  return { root, marks: readMarks(text, file) };
}

test("there are at least eighty of them", () => {
  expect(names.length).toBeGreaterThanOrEqual(80);
});

test.each(names)("%s is told at the marked places, and nowhere else", (name) => {
  const { root, marks } = prepare(name);
  const found = refuse(root, name).diagnostics;
  expect(
    found
      .map(({ file, line, column, length, code }) => `${file}:${line}:${column}+${length} ${code}`)
      .sort(),
  ).toEqual(marks.sort());
  // what people read has no word of the validator's
  for (const { message, help } of found) {
    expect(`${message} ${help ?? ""}`).not.toMatch(
      /\bmust\b|schema|instance|additional propert|undefined|\[object/i,
    );
  }
});
