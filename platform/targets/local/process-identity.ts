/** Tells one process from a later one with the same number. */
import { execFileSync, type StdioOptions } from "node:child_process";
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own terms. */
  start: string;
}

/** Identity of a running process; `undefined` when there is none, or only its zombie. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const start = process.platform === "linux" ? startOnLinux(pid) : startByPs(pid);
  return start === undefined ? undefined : { pid, start };
}

export function isAlive(identity: ProcessIdentity | undefined): boolean {
  return identity !== undefined && identityOf(identity.pid)?.start === identity.start;
}

/** Signals the group that the process leads; says whether there was one. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** The process that started it; `undefined` when it has ended. */
export function parentOf(pid: number): number | undefined {
  const parent = process.platform === "linux" ? fieldsOf(pid)?.[1] : askPs(pid, "ppid=");
  return parent === undefined ? undefined : Number(parent);
}

function startOnLinux(pid: number): string | undefined {
  const fields = fieldsOf(pid);
  return fields?.[0] === "Z" || fields?.[0] === "X" ? undefined : fields?.[19];
}

/** From the state of the process on, as proc(5) has them. */
function fieldsOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined; // no such process
  }
}

function startByPs(pid: number): string | undefined {
  const [state = "", ...start] = (askPs(pid, "stat=,lstart=") ?? "").split(/\s+/);
  return state === "" || state.startsWith("Z") ? undefined : start.join(" ");
}

function askPs(pid: number, columns: string): string | undefined {
  try {
    const args = ["-o", columns, "-p", String(pid)];
    const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
    return execFileSync("ps", args, { encoding: "utf8", stdio }).trim();
  } catch {
    return undefined; // ps fails when there is no such process
  }
}
