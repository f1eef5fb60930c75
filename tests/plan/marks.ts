/** Marks on what an environment keeps, to see whether it is still there after a change. */
import { join } from "node:path";

import { findTool } from "../../scripts/lib/tools.ts";

export const programs: Readonly<Record<string, string>> = {
  // says when it serves, and when it ends
  "server.mjs": `import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
const { PORT, TRACE } = process.env;
const say = (what) => appendFileSync(TRACE, what + " " + process.pid + "\\n");
const server = createServer((request, response) => response.end("well"));
server.listen(PORT, "127.0.0.1", () => say("serves"));
process.on("SIGTERM", () => { say("ends"); server.close(() => process.exit(0)); server.closeIdleConnections(); });`,
  "wait.mjs": "setInterval(() => {}, 1_000_000);",
  "job.mjs": "console.log(\"done\");",
  // says what was marked before, and marks it
  "mark.mjs": `import { appendFileSync, existsSync, readFileSync } from "node:fs";
const [path] = process.argv.slice(2);
console.log(existsSync(path) && readFileSync(path, "utf8").includes("marked") ? "kept" : "lost");
appendFileSync(path, "marked");`,
  "mark-cache.mjs": `import { connect } from "node:net";
const url = new URL(process.env.CACHE);
const socket = connect(Number(url.port), url.hostname);
socket.write("AUTH " + decodeURIComponent(url.password) + "\\r\\nSET mark 1 GET\\r\\nQUIT\\r\\n");
let said = "";
socket.on("data", (text) => { said += text; });
socket.on("close", () => console.log(said.includes("$1\\r\\n1") ? "kept" : "lost"));`,
};

/** Whether nobody served at some time after the first so many lines of a trace. */
export function hasGap(lines: readonly string[], from: number): boolean {
  const serving = new Set<string>();
  return lines.some((line, at) => {
    const [what, pid = ""] = line.split(" ");
    if (what === "serves") serving.add(pid);
    else serving.delete(pid);
    return at >= from && serving.size === 0;
  });
}

type Inside = (component: string, ...command: string[]) => Promise<string>;

export interface Marks {
  set(names: readonly string[]): Promise<void>;
  findLost(names: readonly string[]): Promise<string[]>;
}

/** `folder` gives where `disk` keeps what it writes. */
export async function openMarks(inside: Inside, folder: () => string): Promise<Marks> {
  const options = { onProgress: () => undefined, install: true };
  const psql = join((await findTool("postgresql", options)).path, "psql");
  const ask: Readonly<Record<string, () => Promise<string>>> = {
    file: () => inside("web", "sh", "-c", "node mark.mjs \"$FILE\""),
    disk: () => inside("disk", "node", "mark.mjs", `${folder()}/mark`),
    cache: () => inside("probe", "node", "mark-cache.mjs"),
    async db() {
      // inside, because its address is a secret, which no output shows
      const query = `exec "$0" "$DB" -qAt -c "$1"`;
      const said = await inside("probe", "sh", "-c", query, psql, countMarks);
      return Number(said) > 1 ? "kept" : "lost";
    },
  };
  // what cannot be asked any more is gone
  const isLost = async (name: string) => (await ask[name]!().catch(() => "lost")) === "lost";
  return {
    async set(names) {
      for (const name of names) await ask[name]!();
    },
    async findLost(names) {
      const lost: string[] = [];
      for (const name of names) if (await isLost(name)) lost.push(name);
      return lost;
    },
  };
}

const countMarks = "create table if not exists mark (x int); insert into mark values (1); select count(*) from mark";
