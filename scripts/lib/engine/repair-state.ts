/**
 * Repairs a state of this machine that a full disk or a power cut tore: from the engine's own
 * copies, and never by guessing. Loads no Pulumi.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { PlatformError } from "../../../platform/errors.ts";
import { readText, writePrivately } from "../../../platform/targets/local/files.ts";
import { parseObject } from "../../../platform/targets/parse-json.ts";
import { findStackFile, parseCheckpoint } from "./stack-file.ts";

export interface Repair {
  path: string;
  /** What is wrong, in words. */
  fault: string;
  /** What the repair does, in words; absent where there is nothing to repair it from. */
  remedy?: string;
  run?(): void;
}

interface Copy {
  path: string;
  /** Milliseconds since 1970. */
  at: number;
  isHistory: boolean;
}

interface Stack {
  /** Folder of the state. */
  state: string;
  project: string;
  name: string;
}

/** Throws `state_refused` for a file of which no copy is whole. */
export function repairState(stack: Stack, onProgress: (text: string) => void): void {
  for (const { path, fault, remedy, run } of findRepairs(stack)) {
    if (!run) throw refuse(stack, path, fault);
    run();
    onProgress(`${path} ${fault}: ${remedy}`);
  }
}

/**
 * The engine makes its copies from a state that it wrote before: of the first one, which a full
 * disk may tear while it grows, there is none yet.
 */
export function keepFirst(stack: Stack): void {
  const { state, project, name } = stack;
  const path = stackFile(stack);
  if (findStackFile(state, project, name) !== path || !isCheckpoint(path)) return;
  const isKept = listCopies(stack).some((copy) => copy.isHistory && isCheckpoint(copy.path));
  if (!isKept) writePrivately(`${path}.first`, readFileSync(path, "utf8"));
}

/** What is left where the disk was full while the stack was made: nothing was deployed by it. */
export function removeTorn(stack: Stack): void {
  const path = stackFile(stack);
  if (existsSync(path) && !isCheckpoint(path)) rmSync(path);
}

export function findRepairs(stack: Stack): Repair[] {
  return [...findMeta(stack), ...findAttributes(stack), ...findCheckpoint(stack)];
}

/** Without it the engine looks for its stacks in another place, and would make everything again. */
function findMeta({ state, project }: Stack): Repair[] {
  const path = join(state, ".pulumi", "meta.yaml");
  const text = readText(path);
  const isSound = text !== undefined && /^version: *\d+ *$/m.test(text);
  if (isSound || !existsSync(join(state, ".pulumi", "stacks", project))) return [];
  const fault = text === undefined ? "is lost" : "was cut short";
  return [{ path, fault, remedy: "written again", run: () => writePrivately(path, "version: 1\n") }];
}

/**
 * The engine writes beside each file of its state another with attributes, and not at once: one
 * that was cut short would keep the state from being read. It says nothing that is needed.
 */
function findAttributes({ state, project, name }: Stack): Repair[] {
  const own = join(state, ".pulumi");
  const folders = [
    join(own, "history", project, name),
    join(own, "backups", project, name),
    join(own, "locks", "organization", project, name),
  ];
  const stacks = filesIn(join(own, "stacks", project));
  // those of other stacks are theirs to repair
  const ofStack = stacks.filter((path) => basename(path).startsWith(`${name}.json`));
  const all = [...ofStack, ...[own, ...folders].flatMap((folder) => filesIn(folder))];
  const torn = all.filter((path) => path.endsWith(".attrs") && parseObject(readText(path) ?? "") === undefined);
  return torn.map((path) => ({
    path,
    fault: "was cut short",
    remedy: "removed, the engine does without it",
    run: () => rmSync(path, { force: true }),
  }));
}

function findCheckpoint(stack: Stack): Repair[] {
  const { state, project, name } = stack;
  const path = stackFile(stack);
  const found = findStackFile(state, project, name);
  // a packed one is the engine's to read
  if (found !== undefined && (found !== path || isCheckpoint(path))) return [];
  const copies = listCopies(stack);
  // a stack that was removed leaves no history
  if (found === undefined && !copies.some(({ isHistory }) => isHistory)) return [];
  const fault = found === undefined ? "is lost" : "was cut short";
  const whole = copies.find((copy) => isCheckpoint(copy.path));
  if (!whole) return [{ path, fault }];
  const run = () => {
    if (found !== undefined) renameSync(path, `${path}.torn`);
    rmSync(`${path}.attrs`, { force: true });
    writePrivately(path, readFileSync(whole.path, "utf8"));
  };
  const since = new Date(whole.at).toISOString();
  return [{ path, fault, remedy: `restored from the engine's copy of ${since}`, run }];
}

function stackFile({ state, project, name }: Stack): string {
  return join(state, ".pulumi", "stacks", project, `${name}.json`);
}

/** Copies of a stack, the newest first. */
function listCopies({ state, project, name }: Stack): Copy[] {
  const own = join(state, ".pulumi");
  const history = filesIn(join(own, "history", project, name)).filter((path) => path.endsWith(".checkpoint.json"));
  const backups = filesIn(join(own, "backups", project, name)).filter((path) => path.endsWith(".json"));
  const beside = [`${name}.json.bak`, `${name}.json.first`];
  const last = filesIn(join(own, "stacks", project)).filter((path) => beside.includes(basename(path)));
  const all = [...last, ...history, ...backups];
  return all
    .map((path) => ({ path, at: statSync(path).mtimeMs, isHistory: history.includes(path) }))
    .toSorted((a, b) => b.at - a.at);
}

function isCheckpoint(path: string): boolean {
  return parseCheckpoint(readText(path) ?? "") !== undefined;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
}

function refuse({ name }: Stack, path: string, fault: string): PlatformError {
  return new PlatformError("state_refused", `the state of ${name} ${fault}, and so was every copy of the engine: ${path}`, {
    hint: `put it back from a copy; or remove it, and andamio up ${name} takes over the kept data and what runs: rm ${path}`,
  });
}
