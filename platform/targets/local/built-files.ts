/** Which files a build had when it was made, beside it: so that one that lost files is noticed. */
import { cpSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

import { parseObject } from "../parse-json.ts";
import { readText, writeJson } from "./files.ts";

const mostNamed = 3;

/** Installed packages are many, and lie in a folder that builds share. */
const isOwn = (file: string) => !file.split(sep).includes("node_modules");

export function recordFiles(build: string): void {
  writeJson(recordOf(build), listFiles(build));
}

/** What a build lost, in words. One of an earlier version has no record, and counts as whole. */
export function describeLoss(build: string): string | undefined {
  const text = readText(recordOf(build));
  if (text === undefined) return undefined;
  const recorded = parseObject(text);
  if (recorded === undefined) return "the list of its files was cut short";
  const lost = listLost(build, recorded as Record<string, number>).sort();
  return lost.length === 0 ? undefined : `its build lost ${nameFirst(lost)}`;
}

function nameFirst(files: readonly string[]): string {
  const rest = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : "";
  return `${files.slice(0, mostNamed).join(", ")}${rest}`;
}

/** Copies what is lost from the same build, made again; what runs keeps its folder. */
export function restoreFiles(build: string, again: string): void {
  const files = listFiles(again);
  for (const file of listLost(build, files)) cpSync(join(again, file), join(build, file));
  writeJson(recordOf(build), files);
}

/** Gone or emptied: what a program wrote into a file of its own is no loss. */
function listLost(build: string, files: Readonly<Record<string, number>>): string[] {
  return Object.keys(files).filter((file) => files[file]! > 0 && sizeOf(join(build, file)) === 0);
}

export function forgetFiles(build: string): void {
  rmSync(recordOf(build), { force: true });
}

function recordOf(build: string): string {
  return join(dirname(build), `.${basename(build)}.files.json`);
}

function listFiles(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter(isOwn);
  return Object.fromEntries(files.map((file) => [file, sizeOf(join(folder, file))]));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
