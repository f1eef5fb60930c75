/**
 * What the files of a build were when it was made, beside it: so that one that lost files is
 * noticed, and one whose files are not what was built.
 */
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

import { parseObject } from "../parse-json.ts";
import { readText, writeJson } from "./files.ts";

interface Built {
  bytes: number;
  /** Time of its last change, in milliseconds: only a file with another one is read again. */
  at: number;
  digest: string;
}

/** By path. An earlier version wrote the sizes alone. */
type Files = Readonly<Record<string, Built | number>>;

const mostNamed = 3;

/** Records what is in the folder now. */
export function recordFiles(folder: string): void {
  writeJson(recordOf(folder), describeFiles(folder));
}

export function isRecorded(folder: string): boolean {
  return readRecord(folder) !== undefined;
}

/** What a build lost, in words. One of an earlier version has no record, and counts as whole. */
export function describeLoss(folder: string): string | undefined {
  const record = readRecord(folder);
  if (record === undefined) return undefined;
  if (record === "torn") return "the list of its files was cut short";
  const lost = listLost(folder, record).sort();
  return lost.length === 0 ? undefined : `its build lost ${nameFirst(lost)}`;
}

/**
 * Files that hold something else than was built, whoever wrote it. Unless `thorough`, a file of the
 * size and time of its record counts as that file.
 */
export function listChanged(folder: string, { thorough }: { thorough: boolean }): string[] {
  const record = readRecord(folder);
  if (record === undefined || record === "torn") return [];
  const changed = Object.entries(record).filter(([file, built]) => {
    const found = statOf(join(folder, file));
    if (typeof built === "number" || !found?.size) return false;
    const isSame = found.size === built.bytes && found.mtimeMs === built.at;
    return (thorough || !isSame) && digestOf(join(folder, file)) !== built.digest;
  });
  return changed.map(([file]) => file).sort();
}

export function nameFirst(files: readonly string[]): string {
  const rest = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : "";
  return `${files.slice(0, mostNamed).join(", ")}${rest}`;
}

/** Copies what is lost from the same build, made again; what runs keeps its folder. */
export function restoreFiles(folder: string, again: string): void {
  const record = readRecord(folder);
  const known = record === undefined || record === "torn" ? {} : record;
  const lost = listLost(folder, { ...sizesOf(again), ...known });
  for (const file of lost.filter((one) => statOf(join(again, one)))) {
    cpSync(join(again, file), join(folder, file));
  }
  // a build need not come out the same twice: what was not lost stays what it was
  const built = record === "torn" ? describeFiles(again) : known;
  const kept = Object.entries(built).filter(([file, one]) =>
    typeof one !== "number" && !lost.includes(file));
  writeJson(recordOf(folder), { ...describeFiles(folder), ...Object.fromEntries(kept) });
}

export function forgetFiles(folder: string): void {
  rmSync(recordOf(folder), { force: true });
}

/** Gone or emptied: what a program wrote into a file of its own is no loss. */
function listLost(folder: string, files: Files): string[] {
  return Object.entries(files)
    .filter(([, built]) => (typeof built === "number" ? built : built.bytes) > 0)
    .flatMap(([file]) => (statOf(join(folder, file))?.size ? [] : [file]));
}

function recordOf(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.files.json`);
}

function readRecord(folder: string): Files | "torn" | undefined {
  const text = readText(recordOf(folder));
  return text === undefined ? undefined : ((parseObject(text) as Files | undefined) ?? "torn");
}

function describeFiles(folder: string): Record<string, Built> {
  const described = listFiles(folder).flatMap((file) => {
    const path = join(folder, file);
    const found = statOf(path);
    if (found === undefined) return [];
    return [[file, { bytes: found.size, at: found.mtimeMs, digest: digestOf(path) }] as const];
  });
  return Object.fromEntries(described);
}

function sizesOf(folder: string): Record<string, number> {
  return Object.fromEntries(
    listFiles(folder).map((file) => [file, statOf(join(folder, file))?.size ?? 0]),
  );
}

/** Links are none: volumes, and packages that builds share, lie elsewhere. */
function listFiles(folder: string): string[] {
  const left = leftOut(folder);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !left.test(file));
}

/** Packages are many, and have a record of their own; beside them tools keep what they make. */
function leftOut(folder: string): RegExp {
  return basename(folder) === "node_modules" ? /(^|\/)\./ : /(^|\/)node_modules\//;
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function digestOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("base64url");
}
