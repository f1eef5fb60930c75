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
  const path = join(state, ".pulumi", "stacks", project, `${name}.json`);
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

/** The engine's own copies of a stack, the newest first. */
function listCopies({ state, project, name }: Stack): Copy[] {
  const own = join(state, ".pulumi");
  const history = filesIn(join(own, "history", project, name)).filter((path) => path.endsWith(".checkpoint.json"));
  const backups = filesIn(join(own, "backups", project, name)).filter((path) => path.endsWith(".json"));
  const last = filesIn(join(own, "stacks", project)).filter((path) => basename(path) === `${name}.json.bak`);
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
