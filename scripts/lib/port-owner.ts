/** Who listens on a port of this machine. */

import { readdir, readFile, readlink } from "node:fs/promises";

import { $ } from "zx";

export interface PortOwner {
  /** Unknown when the process belongs to another user. */
  pid?: number;
  command?: string;
}

/** Gives nothing when nobody listens. */
export async function findPortOwner(port: number): Promise<PortOwner | undefined> {
  return process.platform === "linux" ? findOnLinux(port) : findByLsof(port);
}

async function findOnLinux(port: number): Promise<PortOwner | undefined> {
  const inode = await findSocket(port);
  if (inode === undefined) return undefined;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (await holdsSocket(pid, inode)) return { pid: Number(pid), command: await readCommand(pid) };
  }
  return {};
}

/**
 * Inode of the listening socket, from the kernel's tables: the local address is `HEX:PORT`, and
 * `0A` means that it listens.
 */
async function findSocket(port: number): Promise<string | undefined> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const lines = (await readFile(table, "utf8").catch(() => "")).split("\n");
    const fields = lines.map((line) => line.trim().split(/\s+/)).find((line) => line[1]?.endsWith(wanted) && line[3] === "0A");
    if (fields !== undefined) return fields[9];
  }
  return undefined;
}

async function holdsSocket(pid: string, inode: string): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []); // gone, or another user's
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")));
  return links.includes(`socket:[${inode}]`);
}

async function readCommand(pid: string): Promise<string> {
  return shorten((await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " "));
}

async function findByLsof(port: number): Promise<PortOwner | undefined> {
  const found = await $({ nothrow: true, quiet: true })`lsof -nP -iTCP:${port} -sTCP:LISTEN -Fpc`;
  const pid = /^p(\d+)$/m.exec(found.stdout)?.[1];
  return pid === undefined ? undefined : { pid: Number(pid), command: shorten(/^c(.*)$/m.exec(found.stdout)?.[1] ?? "") };
}

/**
 * A command line may hold what is nobody's business, so only the program is told, and its first
 * word that is no option where that is a name.
 */
function shorten(command: string): string {
  const [program = "", ...words] = command.trim().split(" ");
  const first = words.find((word) => !word.startsWith("-")) ?? "";
  return /^[\w./@:-]+$/.test(first) ? `${program} ${first}` : program;
}
