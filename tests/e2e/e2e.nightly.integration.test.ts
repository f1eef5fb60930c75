/** The flow of loans from the first step to the last, and where it stops. */

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { listMigrations } from "../../app/prisma/deploy/migrations.ts";
import { openMysql } from "../../app/prisma/deploy/mysql.ts";
import { freePort, missing, type Server, startMysql } from "../app/servers.ts";

async function e2e(variables: Record<string, string>) {
  const port = String(await freePort());
  const child = spawn(process.execPath, [join(import.meta.dirname, "e2e.ts")], {
    env: { PATH: process.env["PATH"], PORT: port, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr, port };
}

test("L001-11 without a Docker daemon the first step says so, and it ends with 1", async () => {
  const { code, stdout, stderr } = await e2e({ DOCKER_HOST: "unix:///nowhere/docker.sock" });
  expect([code, stdout]).toEqual([1, "1/8 Docker is available\n"]);
  expect(stderr).toMatch(/^Docker is not available: .*ENOENT/);
});

describe.skipIf(missing.mysql)(`on MariaDB${missing.mysql}`, () => {
  let server: Server;
  let variables: Record<string, string>;
  beforeAll(async () => {
    server = await startMysql();
    await server.create("loans");
    const { hostname, port } = new URL(server.url("loans"));
    const login = { MYSQL_USER: "root", MYSQL_PASSWORD: "any" };
    variables = { MYSQL_NAME: "loans", MYSQL_HOST: hostname, MYSQL_PORT: port, ...login };
  });
  afterAll(() => server.stop());
  /** Of the server itself, and not of what the flow says */
  const count = async (table: string): Promise<number> => {
    const session = await openMysql(server.url("loans"));
    const [row] = await session.query(`SELECT count(*) AS count FROM ${table}`)
      .finally(() => session.close());
    return Number(row!["count"]);
  };
  const countAll = async () => [await count("payments"), await count("users")] as const;
  const expectNoServer = (port: string) =>
    expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow("fetch failed");

  test("L001-14, L001-15, L001-17 eight steps end with 0: migrations, seed, and each call with what it expected and got", async () => {
    const { code, stdout, stderr, port } = await e2e(variables);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.match(/^\d\/8 .*/gm)).toHaveLength(8);
    const calls = stdout.match(/^ {2}(GET|POST) +\/\S+ {2}expected \d+, got \d+$/gm)!;
    expect(calls.length).toBeGreaterThan(8);
    for (const line of calls) expect(line).toMatch(/expected (\d+), got \1$/);
    expect(await count("_prisma_migrations")).toBe(listMigrations("mysql").length);
    expect([await count("claims"), await count("loans")]).toEqual([3, expect.any(Number)]);
    expect(await count("users")).toBeGreaterThanOrEqual(4);
    expect(await count("payments")).toBeGreaterThan(0);
    await expectNoServer(port);
  });

  test("L001-13, L001-18 it runs again, its processes see MYSQL_*, and a payment and a user that come twice are 409", async () => {
    const home = mkdtempSync(join(tmpdir(), "andamio-home-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const profiles = [".bashrc", ".profile", ".zshrc"];
    for (const name of profiles) writeFileSync(join(home, name), "# mine\n");
    const before = await countAll();
    const { code, stdout } = await e2e({ ...variables, HOME: home });
    expect(code).toBe(0);
    expect(await countAll()).toEqual(before.map((rows) => rows + 1)); // each once
    expect(readdirSync(home).sort()).toEqual(profiles);
    for (const name of profiles) expect(readFileSync(join(home, name), "utf8")).toBe("# mine\n");
    expect(stdout).toMatch(/^ {2}MYSQL_HOST MYSQL_NAME MYSQL_PASSWORD MYSQL_PORT MYSQL_USER$/m);
    const refused = stdout.split("8/8")[1]!;
    expect(refused).toMatch(/POST \/api\/loans\/\S+\/payments\/ {2}expected 409, got 409/);
    expect(refused).toMatch(/POST \/api\/auth\/register {2}expected 409, got 409/);
  });

  test("L001-10, L001-16 a broken step ends it with 1, and its server, for whose health it waits", async () => {
    const late = await e2e({ ...variables, RATE_LIMIT_AUTH: "1/minute" });
    expect([late.code, late.stdout]).toEqual([1, expect.stringMatching(/expected 200, got 429\n$/)]);
    expect(late.stdout.match(/^\d(?=\/8 )/gm)?.join("")).toBe("1234567");
    await expectNoServer(late.port);
    // it lives, and its queue does not answer
    const sick = await e2e({ ...variables, REDIS_URL: "redis://127.0.0.1:1", E2E_PATIENCE_SECONDS: "8" });
    expect([sick.code, sick.stderr]).toEqual([1, "the server did not become healthy\n"]);
    await expectNoServer(sick.port);
    const never = await e2e({ ...variables, RATE_LIMIT_DEFAULT: "much" });
    expect(never.stdout.trimEnd().split("\n").at(-1)).toBe("6/8 The server is up");
    expect([never.code, never.stderr]).toEqual([1, "the server did not become healthy\n"]);
  });
});
