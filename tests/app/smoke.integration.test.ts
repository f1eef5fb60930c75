/** The smoke of the Point API, against servers of this machine. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { hashPassword } from "../../app/modules/auth/passwords.ts";
import { makeFolder, makeSqlite } from "./databases.ts";
import { password } from "./helper.ts";
import { addClients, addLogs } from "./point-kit.ts";
import { run, startServer } from "./processes.ts";

async function start() {
  const database = await makeSqlite();
  const db = await openDatabase({ ...database, source: "", throwaway: false });
  onTestFinished(() => db.$disconnect());
  const fields = { username: "dg", passwordHash: await hashPassword(password), role: "DG" };
  await db.user.create({ data: fields });
  const { url } = await startServer({ DATABASE_URL: database.url });
  const smoke = (variables: Record<string, string>, ...args: string[]) =>
    run("jobs", variables, "smoke-integraciones", ...args);
  return { db, url, database, smoke };
}

const login = { USERNAME: "dg", PASSWORD: password };

test("P004-26, P004-27, P004-29 it passes by name and password or by key, from variables or options, a line for each check", async () => {
  const { url, smoke } = await start();
  const first = await smoke({ BASE_URL: url, ...login });
  const names = ["health", "summary", "history", "exports", "dry runs"];
  expect(first).toMatchObject({
    code: 0,
    stdout: names.map((name) => `ok     ${name}\n`).join(""),
  });
  const options = ["--base-url", url, "--username", "dg", "--password", password];
  expect(await smoke({}, ...options)).toMatchObject({ code: 0, stdout: first.stdout });
  const answer = await fetch(`${url}/api/auth/api-token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "dg", password }),
  });
  const { token } = (await answer.json()) as { token: string };
  expect((await smoke({ BASE_URL: url, TOKEN: token, PASSWORD: "wrong" })).code).toBe(0);
  expect((await smoke({}, "--base-url", url, "--token", token)).code).toBe(0);
  for (const half of [{}, { USERNAME: "dg" }] as Record<string, string>[]) {
    const { code, stderr } = await smoke({ BASE_URL: url, ...half });
    expect([code, stderr]).toEqual([2, expect.stringContaining("Usage: smoke-integraciones")]);
  }
});

test("P004-34 it tries the operations dry, and leaves every row as it was", async () => {
  const { db, url, smoke } = await start();
  await addClients({ db }, 40, 50, 1);
  await addLogs({ db }, [100, 120, 2]);
  const data = async () => [await db.apiClient.findMany(), await db.apiLog.findMany()];
  const before = await data();
  expect((await smoke({ BASE_URL: url, ...login })).code).toBe(0);
  expect(await data()).toEqual(before);
  const actions = await db.auditLog.findMany({ where: { payload: { contains: "dry_run" } } });
  expect(actions.map(({ payload }) => JSON.parse(payload).dry_run)).toEqual([true, true, true]);
});

test("P004-35 a live run that is confirmed changes data, and is in the history", async () => {
  const { db, url, smoke } = await start();
  await addClients({ db }, 40, 50, 1);
  await addLogs({ db }, [100, 120, 2]);
  const limits = ["--idle-days", "30", "--idle-limit", "1", "--retain-days", "90", "--max-delete", "5000"];
  const result = await smoke({ BASE_URL: url, ...login }, "--live", "--confirm-live", "YES", ...limits);
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("ok     live") });
  expect(await db.apiClient.count({ where: { active: false } })).toBe(1);
  expect(await db.apiLog.count()).toBe(1);
  const row = await db.auditLog.findFirstOrThrow({ orderBy: { id: "desc" } });
  expect([row.action, JSON.parse(row.payload)]).toMatchObject([
    "RUN_API_MAINTENANCE",
    { dry_run: false, deactivated: 1, deleted: 2 },
  ]);
});

test("P004-43 the maintenance command needs no terminal, ends with 0, and prints one line", async () => {
  const { database } = await start();
  const job = (...args: string[]) =>
    run("jobs", { DATABASE_URL: database.url }, "run-integraciones-maintenance", ...args);
  const good = await job("--dry-run");
  expect([good.code, good.stdout.trimEnd().split("\n").length, good.stderr]).toEqual([0, 1, ""]);
  expect((await job("--actor-username", "nobody", "--dry-run")).code).toBe(1);
});

describe("against a server that is not well", () => {
  const block = { has_next: true, next_offset: 1, has_prev: false, prev_offset: null };
  const good: Record<string, unknown> = {
    "/health/": {},
    resumen: { traffic: {}, clients: {}, alerts: [], operations: [] },
    historial: { items: [{}], pagination: block },
  };

  const listen = async (listener: RequestListener, tls?: { key: Buffer; cert: Buffer }) => {
    const seen: string[] = [];
    const handle: RequestListener = (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      listener(request, response);
    };
    const server = tls ? createTlsServer(tls, handle) : createServer(handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    return { url: `${tls ? "https" : "http"}://127.0.0.1:${port}`, seen };
  };

  /** Answers as the table says; 404 for the rest. */
  const serve = (answers: Record<string, unknown>) =>
    listen(({ url = "" }, response) => {
      const found = Object.entries(answers).find(([part]) => url.includes(part));
      response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(found?.[1] ?? {}));
    });

  const smoke = ({ url }: { url: string }, ...args: string[]) =>
    run("jobs", { TOKEN: "x" }, "smoke-integraciones", "--base-url", url, ...args);

  test.each([
    ["P004-30", "health", { "/health/": undefined }, "FAILED health: /health/ answered 404"],
    ["P004-31", "a block", { resumen: { traffic: {} } }, "FAILED summary: the block clients is missing"],
    [
      "P004-32",
      "a limit that counts",
      { historial: { items: [{}, {}], pagination: block } },
      "FAILED history: limit is ignored",
    ],
    ["P004-33", "an export that is one", {}, "FAILED exports: csv comes as application/json"],
  ])("%s it fails without %s", async (_id, _what, change, line) => {
    const answers = Object.entries({ ...good, ...change }).filter(([, body]) => body !== undefined);
    const pages = [{ items: [{ id: 1 }] }, { items: [{ id: 2 }] }];
    const { code, stderr } = await smoke(
      await serve({
        ...("historial" in change ? {} : { "offset=1": { ...pages[1], pagination: block } }),
        ...Object.fromEntries(answers),
      }),
    );
    expect([code, stderr.trimEnd().split("\n").at(-1)]).toEqual([1, line]);
  });

  test("P004-36 without --confirm-live YES a live smoke sends nothing", async () => {
    const server = await serve(good);
    for (const rest of [[], ["--confirm-live", "yes"], ["--confirm-live", ""]]) {
      const { code, stderr } = await smoke(server, "--live", ...rest);
      expect([code, stderr]).toEqual([2, expect.stringContaining("--confirm-live YES")]);
    }
    expect(server.seen).toEqual([]);
  });

  test("P004-28 a certificate of one's own is refused, and taken with --insecure, which is warned of", async () => {
    const folder = makeFolder("tls");
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const line = `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 1 -subj /CN=x`;
    execFileSync("openssl", line.split(" "), { stdio: "ignore" });
    const tls = { key: readFileSync(key), cert: readFileSync(cert) };
    const server = await listen((_, response) => void response.writeHead(404).end(), tls);
    const refused = await smoke(server);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/self-signed/)]);
    expect(server.seen).toEqual([]);
    const taken = await smoke(server, "--insecure");
    expect(taken.stderr).toMatch(/^Warning: certificates are not checked/);
    expect(server.seen).toEqual(["GET /health/"]);
  });
});
