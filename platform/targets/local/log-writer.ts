/** Writes what a program prints into its log: each line with its time; a full log is set aside. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, fstatSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { dirname } from "node:path";

import { makePrivateFolder } from "./files.ts";
import { earlierLog } from "./log-files.ts";

/** Bytes of a log that is full. */
const fullLog = 10 * 1024 * 1024;

/** A line that does not end is cut here. */
const longestLine = 1024 * 1024;

/** How long is waited for what outlives the program and still holds its output. */
const drainMs = 1000;

export interface ProgramOutput {
  /** For the program's stdout and stderr. */
  descriptor: number;
  /** The program has it: closes ours, so that the end is seen. */
  started(): void;
  /** All that was written has its place in the log. */
  drained(): Promise<void>;
}

/**
 * A pipe into the log. Node makes sockets where it says pipe, and no program can open `/dev/stderr`
 * when that is one; a named pipe whose name is taken away is a real one.
 */
export function openProgramOutput(path: string, largest = fullLog): ProgramOutput {
  const name = `${path}.pipe`;
  makePrivateFolder(dirname(path));
  rmSync(name, { force: true });
  execFileSync("mkfifo", ["-m", "600", name]);
  const reading = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  const descriptor = openSync(name, "w");
  rmSync(name);
  const write = createLineWriter(path, largest);
  const socket = new Socket({ fd: reading, readable: true, writable: false });
  socket.on("data", (chunk) => write(chunk.toString("latin1")));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined); // it closes then
  return {
    descriptor,
    started: () => closeSync(descriptor),
    async drained() {
      const late = setTimeout(() => socket.destroy(), drainMs);
      await closed;
      clearTimeout(late);
      write("\n", true);
    },
  };
}

/** One line of our own. */
export function writeLogLine(path: string, text: string): void {
  createLineWriter(path, fullLog)(`${Buffer.from(text).toString("latin1")}\n`);
}

/** Texts have one character a byte: a chunk may end within a letter. */
function createLineWriter(path: string, largest: number): (chunk: string, ends?: boolean) => void {
  let rest = "";
  return (chunk, ends = false) => {
    if (ends && rest === "") return;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    if (rest.length > longestLine) {
      lines.push(rest);
      rest = "";
    }
    const stamp = new Date().toISOString();
    if (lines.length > 0) append(path, lines.map((line) => `${stamp} ${line}\n`).join(""), largest);
  };
}

/** Keeps one earlier file. A disk that is full costs lines, and never the program. */
function append(path: string, text: string, largest: number): void {
  try {
    if (appendToFile(path, text) >= largest) renameSync(path, earlierLog(path));
  } catch {
    // lost
  }
}

/** Gives its size. The folder may have been removed. */
function appendToFile(path: string, text: string): number {
  makePrivateFolder(dirname(path));
  const file = openSync(path, "a", 0o600);
  try {
    writeSync(file, text, undefined, "latin1");
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}
