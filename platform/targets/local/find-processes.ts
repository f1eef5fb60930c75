/** Finds processes of this machine by words that follow one another in their command line. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

import { identityOf, parentOf, type ProcessIdentity } from "./process-identity.ts";

export interface FoundProcess {
  identity: ProcessIdentity;
  /** The words of its command line after those that it was found by. */
  rest: readonly string[];
}

/**
 * The first word may be the end of one, such as a file without its folder. A process that is being
 * forked has the command line of its parent until it executes another: it is left out.
 */
export function findProcesses(words: readonly string[]): FoundProcess[] {
  // elsewhere a command line comes as one text, in which a blank ends a word
  const separator = process.platform === "linux" ? "\0" : " ";
  const mark = `${words.join(separator)}${separator}`;
  const found = listCommands().flatMap(([pid, text]) => {
    const at = `${text}${separator}`.indexOf(mark);
    const identity = at < 0 || pid === process.pid ? undefined : identityOf(pid);
    const rest = text.slice(at + mark.length).split(separator).filter((word) => word !== "");
    return identity ? [{ identity, rest }] : [];
  });
  const pids = new Set(found.map(({ identity }) => identity.pid));
  return found.filter(({ identity }) => !pids.has(parentOf(identity.pid) ?? 0));
}

function listCommands(): [number, string][] {
  return process.platform === "linux" ? listOnLinux() : listByPs();
}

function listOnLinux(): [number, string][] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    try {
      return [Number(pid), readFileSync(`/proc/${pid}/cmdline`, "utf8").replace(/\0$/, "")];
    } catch {
      return [Number(pid), ""]; // it ended meanwhile
    }
  });
}

function listByPs(): [number, string][] {
  const options = { encoding: "utf8", maxBuffer: 1 << 26 } as const;
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,args="], options).split("\n");
  return lines.map((line) => {
    const [, pid = "0", text = ""] = /^\s*(\d+)\s(.*)$/.exec(line) ?? [];
    return [Number(pid), text];
  });
}
