/**
 * Tries the API by its own description: thousands of requests, good and bad ones, and chains of
 * them. No answer may be 5xx, or one that the description does not know. Needs schemathesis, of
 * PyPI. `npm run fuzz` takes a fixed seed, and FUZZ_SEED another one.
 */

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "../../app/root.ts";
import { findSchemathesis } from "./schemathesis.ts";

const program = findSchemathesis();
if (!program) throw new Error("no schemathesis here, and no python3 with venv to install it");
const folder = mkdtempSync(join(tmpdir(), "app-fuzz-"));
const environment = {
  PATH: process.env["PATH"],
  DATABASE_URL: process.env["DATABASE_URL"] ?? `file:${join(folder, "app.sqlite3")}`,
  JWT_SECRET: "for fuzzing alone",
  MAIL_TRANSPORT: "log",
  LOG_LEVEL: "error",
  PORT: process.env["PORT"] ?? "8099",
  RATE_LIMIT_DEFAULT: "1000000/minute",
  RATE_LIMIT_AUTH: "1000000/minute",
  RATE_LIMIT_ANONYMOUS: "1000000/minute",
};
const url = `http://127.0.0.1:${environment.PORT}`;

for (const args of [["migrate.ts"], ["jobs.ts", "seed"], ["jobs.ts", "sample-data"]]) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: environment,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}
const server = spawn(process.execPath, ["server.ts"], {
  cwd: root,
  env: environment,
  stdio: "inherit",
});
try {
  await waitFor(`${url}/health`);
  process.exitCode = await fuzz(await signIn());
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** A key, for it has no end. */
async function signIn(): Promise<string> {
  const response = await fetch(`${url}/api/auth/api-token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: "admin1234" }),
  });
  return ((await response.json()) as { token: string }).token;
}

function fuzz(token: string): Promise<number> {
  const checks = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
  ];
  const line = [
    ...["run", `${url}/docs/json`, "--header", `Authorization: Token ${token}`],
    ...["--phases", "examples,coverage,fuzzing,stateful", "--checks", checks.join(",")],
    ...["--seed", process.env["FUZZ_SEED"] ?? "1", "--generation-database", "none"],
    ...["--max-examples", process.env["FUZZ_EXAMPLES"] ?? "50"],
    ...["--suppress-health-check", "filter_too_much,too_slow"],
    ...["--exclude-path", "/api/auth/logout", "--request-timeout", "20"],
    ...process.argv.slice(2),
  ];
  const child = spawn(program!, line, { cwd: folder, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function waitFor(address: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${address} does not answer`);
}
