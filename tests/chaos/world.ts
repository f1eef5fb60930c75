/**
 * A copy of the project with an environment of small real programs, which can be killed anywhere.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { operate } from "../../platform/targets/local/operate.ts";
import { pathsOf } from "../../platform/targets/local/paths.ts";
import { findTools } from "../../scripts/lib/tools.ts";

export interface World extends AsyncDisposable {
  root: string;
  paths: ReturnType<typeof pathsOf>;
  operations: ReturnType<typeof operate>;
  /** Starts a command in a process group of its own. */
  start(...args: string[]): Command;
  /** Runs a command to its end. */
  andamio(...args: string[]): Promise<{ code: number; output: string }>;
  /** What the programs have written of themselves. */
  lines(file: string): string[];
  query(sql: string): string;
}

export interface Command {
  process: ChildProcess;
  ended: Promise<{ code: number; output: string }>;
}

const repository = join(import.meta.dirname, "../..");
const copied = [
  "platform",
  "policies",
  "scripts",
  "Pulumi.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

const environment = (log: string) => `version: 1
target: local
images:
  web: { build: ./web, steps: [] }
envGroups:
  web: { DATABASE_URL: "\${db.url}", KEY: "\${key.value}", LOG: ${log} }
components:
  db: { kind: Database, engine: postgresql }
  cache: { kind: Redis }
  key: { kind: Secret, generate: { bytes: 48 } }
  migrate: { kind: Job, image: web, command: [sh, migrate.sh], envFrom: [web] }
  api: { kind: Service, image: web, command: [node, server.mjs], envFrom: [web], env: { CACHE: "\${cache.url}", VERSION: one }, port: 8000, replicas: 1, health: { path: /health, startPeriod: 20s } }
  tasks: { kind: Worker, image: web, command: [sleep, "100000"], envFrom: [web] }
  tick: { kind: CronJob, image: web, schedule: "0 2 * * *", command: [sh, migrate.sh], envFrom: [web] }
`;

const migrate = (psql: string) => `set -e
test -z "$(cat "$LOG/migrating" 2>/dev/null)" || echo "two at once" >> "$LOG/faults"
echo began >> "$LOG/migrations"
sleep 1
${psql} "$DATABASE_URL" -q -c "create table if not exists kept (id serial, note text)"
echo ended >> "$LOG/migrations"
`;

const server = `
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
appendFileSync(process.env.LOG + "/servers", "began " + process.pid + "\\n");
const server = createServer((request, response) => response.end("ok")).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

export async function makeWorld(): Promise<World> {
  const tools = await findTools({
    postgresql: "postgresql",
    ANDAMIO_PROCESS_COMPOSE: "process-compose",
  });
  const psql = join(tools.postgresql!, "psql");
  process.env["ANDAMIO_PROCESS_COMPOSE"] = tools.ANDAMIO_PROCESS_COMPOSE;
  const root = mkdtempSync(join(tmpdir(), "andamio-chaos-"));
  chmodSync(root, 0o755);
  for (const entry of copied) {
    cpSync(join(repository, entry), join(root, entry), { recursive: true });
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  for (const folder of ["web", "environments", "log"]) mkdirSync(join(root, folder));
  writeFileSync(join(root, "environments/t.yaml"), environment(join(root, "log")));
  writeFileSync(join(root, "web/server.mjs"), server);
  writeFileSync(join(root, "web/migrate.sh"), migrate(psql));
  const paths = pathsOf(root, "t");
  const operations = operate({ name: "t", root });
  const start = (...args: string[]) => startCommand(root, args);
  return {
    root,
    paths,
    operations,
    start,
    andamio: (...args) => start(...args).ended,
    lines: (file) =>
      existsSync(join(root, "log", file))
        ? readFileSync(join(root, "log", file), "utf8")
            .trim()
            .split("\n")
        : [],
    query(sql) {
      const ports = JSON.parse(readFileSync(paths.ports, "utf8")) as Record<string, number>;
      const password = readFileSync(join(paths.secrets, "db-password"), "utf8");
      return execFileSync(
        psql,
        [
          "-A",
          "-t",
          "-q",
          "-h",
          "127.0.0.1",
          "-p",
          String(ports["db"]),
          "-U",
          "app",
          "-d",
          "app",
          "-c",
          sql,
        ],
        { encoding: "utf8", env: { ...process.env, PGPASSWORD: password } },
      ).trim();
    },
    async [Symbol.asyncDispose]() {
      await operations.stop();
      await operations.removeData();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function startCommand(root: string, args: string[]): Command {
  const child = spawn(process.execPath, [join(root, "scripts/andamio.ts"), ...args], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  // its engine may outlive it and hold the pipes, so the end is the exit
  const ended = once(child, "exit").then(
    async ([code]) => (await sleep(50), { code: code ?? 137, output }),
  );
  return { process: child, ended };
}

/** Pids of processes whose command line holds the text. */
export function pidsOf(text: string): number[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,args="], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return table
    .split("\n")
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10));
}
