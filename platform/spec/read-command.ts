/**
 * The programs that a command starts, with their words and assignments, as a shell reads them: also
 * those in the text of `sh -c`. Says what cannot be read.
 */
import parse from "shell-quote/parse.js";

import { parseText } from "./references.ts";
import { type Assignments, dropLeading, hide, readAssigned } from "./shell-assignments.ts";
import { prepareShellLines } from "./shell-lines.ts";

export interface StartedProgram extends Assignments {
  words: readonly string[];
  /** Which word of the command it stands in. */
  at: number;
}

export interface ReadCommand {
  programs: readonly StartedProgram[];
  unreadable: readonly { at: number; reason: string }[];
}

interface Context {
  at: number;
  depth: number;
  variables: ReadonlyMap<string, string>;
  read: { programs: StartedProgram[]; unreadable: { at: number; reason: string }[] };
}

const shells = /^(.*\/)?(sh|bash|dash|ash|zsh|ksh|mksh|busybox|su|runuser|script)$/;
const interpreters = /^(.*\/)?(node|nodejs|deno|bun|python[\d.]*|ruby|php|perl|java)$/;
const redirect = /^(?:&>>?|<<<|[<>]|>>|>&|>\||<&|<>)$/;

const deepest = 8;
const longest = 16_384;

export function readCommand(
  words: readonly string[], variables: ReadonlyMap<string, string> = new Map(),
): ReadCommand {
  const read: Context["read"] = { programs: [], unreadable: [] };
  addProgram(words, words.map((_, at) => at), { at: 0, depth: 0, variables, read });
  return read;
}

/** A text of a shell alone. */
export function readShell(
  text: string, variables: ReadonlyMap<string, string> = new Map(),
): ReadCommand {
  const read: Context["read"] = { programs: [], unreadable: [] };
  readScript(text, { at: 0, depth: 0, variables, read });
  return read;
}

function addProgram(words: readonly string[], places: readonly number[], context: Context): void {
  const { read, depth } = context;
  const script = findScript(words);
  const at = places[0] ?? context.at;
  if (script !== undefined) {
    const inner = { ...context, depth: depth + 1, at: places[script] ?? context.at };
    const rest = words.filter((_, index) => index !== script);
    read.programs.push({ words: rest, at, ...readAssigned(rest) });
    readScript(words[script]!, inner);
    return;
  }
  read.programs.push({ words, at, ...readAssigned(words) });
}

/** The text that a shell is given: `sh -ec TEXT`, `bash -o pipefail -c TEXT`, `env -S TEXT`. */
function findScript(words: readonly string[]): number | undefined {
  const shell = words.findIndex((word) => shells.test(word));
  const isFlag = (word: string) => /^-[A-Za-z]*c[A-Za-z]*$/.test(word) || word === "--command";
  const flag = shell === -1 ? -1 : words.findIndex((word, at) => at > shell && isFlag(word));
  const env = words.findIndex((word) => /(^|\/)env$/.test(word));
  const isSplit = (word: string) => /^(-[a-z]*S|--split-string)$/.test(word);
  const split = env === -1 ? -1 : words.findIndex((word, at) => at > env && isSplit(word));
  const before = flag !== -1 ? flag : split;
  if (before === -1) return undefined;
  const text = words.findIndex((word, at) => at > before && !/^(-|\+)/.test(word));
  const skipped = words.slice(before + 1, text).filter((word) => word === "-o" || word === "+o").length;
  const found = text + skipped;
  return text === -1 || found >= words.length ? undefined : found;
}

function readScript(written: string, context: Context): void {
  const { at, depth, read } = context;
  const refuse = (reason: string) => void read.unreadable.push({ at, reason });
  if (depth > deepest) return refuse("shells in shells");
  if (written.length > longest) {
    refuse(`it has more than ${longest} characters`);
    return void read.programs.push(splitRoughly(written, at));
  }
  const text = parseText(written).map((part) => part.type === "words" ? part.text : part.written).join("");
  const lines = prepareShellLines(text);
  if (lines.unreadable !== undefined) refuse(lines.unreadable);
  try {
    const own = new Map(context.variables);
    const inner = { ...context, variables: own };
    for (const words of splitPrograms(lines.text, own)) readSimple(words, inner);
  } catch {
    refuse("a substitution that no shell knows");
    read.programs.push(splitRoughly(text, at));
  }
}

/** Words of what cannot be read: enough to find a credential. */
function splitRoughly(text: string, at: number): StartedProgram {
  return { words: text.split(/[\s;&|'"]+/).filter((word) => word !== ""), at, assigned: [], removed: [] };
}

/** Variables that the text sets to one value are known from there on. */
function splitPrograms(text: string, variables: Map<string, string>): string[][] {
  const first = splitWords(text, variables);
  for (const words of first) {
    for (const [name, value] of readAssigned(words).assigned) {
      const before = variables.get(name);
      variables.set(name, before === undefined || before === value ? value : hide(name));
    }
  }
  return splitWords(text, variables);
}

function splitWords(text: string, variables: ReadonlyMap<string, string>): string[][] {
  const programs: string[][] = [[]];
  let skips = false;
  for (const entry of parse(text, (name) => fillVariable(name, variables))) {
    const words = programs.at(-1)!;
    const word = wordOf(entry);
    const op = typeof entry !== "string" && "op" in entry ? entry.op : "";
    const redirects = word === undefined && redirect.test(op);
    if (redirects) dropDescriptor(words);
    else if (word === undefined) programs.push(op.startsWith("|") && op !== "||" ? ["|"] : []);
    else if (!skips) words.push(word);
    skips = redirects;
  }
  return programs.filter((words) => words.length > 0);
}

function fillVariable(name: string, variables: ReadonlyMap<string, string>): string {
  if (name === "") return "$";
  const isReference = /^[a-z][a-z0-9-]*\.[A-Za-z][A-Za-z0-9]*$/.test(name);
  return isReference ? `\${${name}}` : (variables.get(name) ?? hide(name));
}

function wordOf(entry: parse.ParseEntry): string | undefined {
  if (typeof entry === "string") return entry;
  return "pattern" in entry ? entry.pattern : undefined;
}

/** The 2 of `2>file`. */
function dropDescriptor(words: string[]): void {
  if (/^\d$/.test(words.at(-1) ?? "")) words.pop();
}

function readSimple(all: readonly string[], context: Context): void {
  const { at, read } = context;
  const inner = { ...context, depth: context.depth + 1 };
  const isPiped = all[0] === "|";
  const words = isPiped ? all.slice(1) : all;
  for (const text of words.flatMap(findSubstituted)) readScript(text, inner);
  const [program, ...rest] = dropLeading(words);
  if (program !== undefined) {
    const isFed = isPiped && shells.test(program);
    const reason = findUnreadable(program, rest) ?? findGiven(words, isFed);
    if (reason !== undefined) read.unreadable.push({ at, reason });
    if (program === "eval" || program === "trap") readScript(rest.join(" "), inner);
  }
  addProgram(words, words.map(() => at), context);
}

function findUnreadable(program: string, rest: readonly string[]): string | undefined {
  if (isHidden(program)) return "which program runs, a variable says";
  if (interpreters.test(program) && rest.slice(0, 2).some(isHidden)) {
    return "what the program does, a variable says";
  }
  return /^(\.|source)$/.test(program) ? `variables that ${rest[0] ?? "a file"} sets` : undefined;
}

/** A shell whose text stands elsewhere. */
function findGiven(words: readonly string[], isFed: boolean): string | undefined {
  const script = findScript(words);
  if (script === undefined) return isFed ? "commands that another program writes" : undefined;
  return isHidden(words[script]!) ? "what the shell runs, a variable says" : undefined;
}

/** `$(…)` within quotes; outside of them the parser has split it already. */
function findSubstituted(word: string): string[] {
  const start = word.indexOf("$(");
  return start === -1 ? [] : [word.slice(start + 2).replace(/\)[^)]*$/, "")];
}

function isHidden(word: string): boolean {
  return /\$\{\$/.test(word) || /^\$\(?/.test(word.replace(/\$\{[a-z]/g, ""));
}
