/** A project of its own with one small environment, and the command line to drive it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Ended, runHere } from "./run-here.ts";

const repository = join(import.meta.dirname, "../..");

/** The port is asked for, not demanded: the test reads the address from the status. */
const environment = `version: 1
target: local
images:
  app: { build: ./app, steps: [] }
components:
  db: { kind: Database, engine: sqlite }
  key: { kind: Secret, generate: { bytes: 48 } }
  migrate: { kind: Job, image: app, command: [node, job.mjs, migrated], env: { URL: "\${db.url}" } }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { KEY: "\${key.value}", VERSION: "1" }
    port: 8123
    health: { path: /health, startPeriod: 15s }
  tidy: { kind: CronJob, image: app, command: [node, job.mjs, tidied], schedule: "0 2 * * *" }
`;

const server = `import { createServer } from "node:http";
if (process.env.VERSION === "broken") throw new Error("this version is broken");
const server = createServer((request, response) => {
  if (request.url !== "/health") console.log("asked for", request.url);
  response.end(process.env.VERSION);
});
server.listen(process.env.PORT, "127.0.0.1", () => console.log("version", process.env.VERSION));
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

const job = `console.log(process.argv[2]);
process.exitCode = Number(process.argv[3] ?? 0);
`;

const pulumi = `name: andamio
main: platform/index.ts
runtime: { name: nodejs, options: { typescript: false } }
plugins: { providers: [{ name: andamio, path: ${join(repository, "platform/provider")} }] }
`;

export interface SmallProject extends AsyncDisposable {
  root: string;
  /** Runs a command to its end. */
  andamio(line: string): Promise<Ended>;
  /** Starts one in a process of its own, with that text as its input. */
  start(line: string, input?: string): { process: ChildProcess; ended: Promise<Ended> };
  edit(from: string, to: string): void;
  /** Generated values and the passphrase: what must never be shown. */
  secrets(): string[];
}

export function makeSmallProject(): SmallProject {
  const root = mkdtempSync(join(tmpdir(), "andamio-verbs-"));
  for (const folder of ["environments", "app", "platform"]) mkdirSync(join(root, folder));
  const file = join(root, "environments/dev.yaml");
  writeFileSync(file, environment);
  writeFileSync(join(root, "app/server.mjs"), server);
  writeFileSync(join(root, "app/job.mjs"), job);
  writeFileSync(join(root, "Pulumi.yaml"), pulumi);
  writeFileSync(join(root, "platform/index.ts"), "export {};\n");
  const andamio = (line: string) => runHere(root, line.split(" "));
  return {
    root,
    andamio,
    start: (line, input = "") => startCommand(root, line, input),
    edit: (from, to) => writeFileSync(file, readFileSync(file, "utf8").replace(from, to)),
    secrets: () => listSecrets(root).map((path) => readFileSync(path, "utf8").trim()),
    async [Symbol.asyncDispose]() {
      writeFileSync(file, environment);
      await andamio("destroy --data --yes");
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function listSecrets(root: string): string[] {
  const folder = join(root, ".andamio/dev/secrets");
  return [join(root, ".andamio/passphrase"), ...readdirSync(folder).map((name) => join(folder, name))];
}

function startCommand(root: string, line: string, input: string) {
  const words = [join(repository, "scripts/andamio.ts"), ...line.split(" ")];
  const { CI: _ci, ...env } = process.env;
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: "pipe" });
  child.stdin.end(input);
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => { said.stdout += text; });
  child.stderr.setEncoding("utf8").on("data", (text: string) => { said.stderr += text; });
  const ended = once(child, "close").then(([code]): Ended => ({ code: code as number, ...said }));
  return { process: child, ended };
}
