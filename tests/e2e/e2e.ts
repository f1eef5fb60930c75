/**
 * The whole flow of loans on MySQL, in eight steps; the first that fails ends it with 1.
 * `npm run e2e`. With MYSQL_NAME and its kin set, that server is taken and no container.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { exercise, makeCaller } from "./loan-calls.ts";
import { bringUpMysql, findDocker } from "./mysql-container.ts";

const app = join(import.meta.dirname, "..", "..", "app");
const port = process.env["PORT"] ?? "8098";
const base = `http://127.0.0.1:${port}`;
/** How long the server may take to become healthy. */
const patienceSeconds = Number(process.env["E2E_PATIENCE_SECONDS"] ?? 60);
const isGiven = process.env["MYSQL_NAME"] !== undefined;
/** For the processes of the app alone */
const variables: NodeJS.ProcessEnv = { ...process.env, PORT: port, JWT_SECRET: "for e2e alone", MAIL_TRANSPORT: "log" };

let docker: Awaited<ReturnType<typeof findDocker>>;
let found: Record<string, string> = {};
let server: ChildProcess | undefined;
let duplicates: Awaited<ReturnType<typeof exercise>> = [];
const caller = makeCaller(base, (line) => console.log(line));

const steps: [string, () => Promise<string | void>][] = [
  ["Docker is available", async () => {
    if (isGiven) return "not needed, a server is given";
    docker = await findDocker();
  }],
  ["MySQL runs", async () => {
    if (isGiven) return `at ${process.env["MYSQL_HOST"] ?? "127.0.0.1"}`;
    const { did, variables: own } = await bringUpMysql(docker);
    found = own;
    return `banco-mysql was ${did}`;
  }],
  ["The variables are set", async () => {
    Object.assign(variables, found);
    return Object.keys(variables).filter((name) => name.startsWith("MYSQL_")).sort().join(" ");
  }],
  ["Migrations are applied", async () => {
    for (let attempt = 1; (await run("migrate.ts")) !== 0; attempt++) {
      if (attempt === 30) throw new Error("the migrations failed");
      await sleep(2_000); // a new MySQL takes its time
    }
    if ((await run("migrate.ts", "check")) !== 0) throw new Error("there are pending migrations");
  }],
  ["Data is there", async () => {
    if ((await run("jobs.ts", "seed")) !== 0) throw new Error("the seed failed");
  }],
  ["The server is up", async () => {
    server = spawn(process.execPath, ["server.ts"], { cwd: app, env: variables, stdio: "ignore" });
    const end = Date.now() + patienceSeconds * 1000;
    while (Date.now() < end && server.exitCode === null) {
      const response = await fetch(`${base}/health`).catch(() => undefined);
      if (response?.ok) return `at ${base}`;
      await sleep(200);
    }
    throw new Error("the server did not become healthy");
  }],
  ["The endpoints answer", async () => {
    duplicates = await exercise(caller);
  }],
  ["Duplicates are refused", async () => {
    for (const [path, body] of duplicates) await caller.call("POST", path, 409, body);
  }],
];

try {
  for (const [index, [name, work]] of steps.entries()) {
    console.log(`${index + 1}/${steps.length} ${name}`);
    const told = await work();
    if (told) console.log(`  ${told}`);
  }
  console.log("All is well");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  server?.kill();
}

function run(...args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, args, { cwd: app, env: variables, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve) => child.once("close", resolve));
}
