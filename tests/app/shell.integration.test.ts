/** Commands for people who look after an environment. */

import { spawn } from "node:child_process";

import { expect, onTestFinished, test, vi } from "vitest";

import { setUser } from "../../app/jobs/users.ts";
import { roles } from "../../app/plugins/access.ts";
import { root } from "../../app/root.ts";
import { makeSqlite } from "./databases.ts";
import { password, startApp, until } from "./helper.ts";
import { use } from "./jobs-kit.ts";
import { run, runWith } from "./processes.ts";
import { freePort } from "./servers.ts";

test("C000-37 shell is a prompt with the database open", async () => {
  const { url } = await makeSqlite();
  const { stdout, code } = await runWith(
    "await db.user.count()\n",
    "jobs",
    { DATABASE_URL: url },
    ["shell"],
  );
  expect([code, stdout]).toEqual([0, expect.stringMatching(/> 0\n> /)]);
});

test("L001-45 audit-tail prints the last events, newest first", async () => {
  const app = await startApp();
  for (const name of ["one", "two"]) await app.as("CLIENT", name);
  const { stdout } = await run("jobs", { DATABASE_URL: app.database.url }, "audit-tail", "--limit", "10");
  const lines = stdout.trimEnd().split("\n");
  expect(lines.map((line) => line.replace(/^\d{4}-\S+Z /, ""))).toEqual([
    "- LOGIN - two",
    "- LOGIN - one",
  ]);
  const { stdout: last } = await run("jobs", { DATABASE_URL: app.database.url }, "audit-tail", "--limit", "1");
  expect(last.trimEnd()).toBe(lines[0]);
});

test("C000-71, L001-26, L001-27 generate-secrets prints every credential, or the secret key alone, another one each time", async () => {
  const generate = async (...args: string[]) =>
    (await run("jobs", {}, "generate-secrets", ...args)).stdout.trimEnd();
  const [one, two] = [await generate("--secret-key"), await generate("--secret-key")];
  expect(one).toMatch(/^[\w-]{50,}$/);
  expect(two).not.toBe(one);
  const all = (await generate("--all")).split("\n").map((line) => line.split("="));
  expect(all.map(([name]) => name)).toContain("JWT_SECRET");
  expect(new Set(all.map(([, value]) => value)).size).toBe(all.length);
  for (const [, value] of all) {
    expect(Buffer.from(value!, "base64url").length).toBeGreaterThanOrEqual(32);
  }
  expect(await generate("--all", "--format", "yaml")).toMatch(/^(\w+: "[\w-]{50,}"\n?)+$/);
  expect((await run("jobs", {}, "generate-secrets")).code).toBe(2);
});

test("N003-83 users of any role are made and switched off; then nothing lets them in: password, session, token, key, socket", async () => {
  const app = await startApp();
  use(app.database);
  const { url } = app.database;
  for (const role of roles) {
    const name = `new-${role.toLowerCase()}`;
    const args = ["create-user", "--username", name, "--role", role];
    expect((await runWith(password, "jobs", { DATABASE_URL: url }, args)).code).toBe(0);
    const user = { username: name, password };
    const login = await app.post("/api/login", user);
    const cookie = String(login.headers["set-cookie"]).split(";")[0]!;
    const { access } = (await app.post("/api/auth/token", user)).body;
    const { token } = (await app.post("/api/auth/api-token", user)).body;
    const socket = await app.app.injectWS(`/ws/${access}`, {
      socket: { remoteAddress: "127.0.0.1" },
    } as never);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const { id } = await app.db.user.findUniqueOrThrow({ where: { username: name } });
    await until(() => app.app.events.connections.count(id) === 1, "the socket");
    const keys = [{ cookie }, { authorization: `Bearer ${access}` }, { authorization: `Token ${token}` }];
    const tries = async () =>
      Promise.all(keys.map(async (key) => (await app.get("/api/auth/me", key as never)).status));
    expect(await tries()).toEqual([200, 200, 200]);
    await setUser(["--username", name, "--inactive"]);
    // what another process did is noticed within a second
    await vi.waitFor(async () => expect(await tries()).toEqual([401, 401, 401]), { timeout: 5000 });
    expect((await app.post("/api/auth/token", user)).status).toBe(401);
    expect(await closed).toBe(4001);
  }
});

test("C000-36 npm run dev serves on loopback, on PORT and HOST when they are given", async () => {
  const { url } = await makeSqlite();
  const port = await freePort();
  const start = async (variables: Record<string, string>) => {
    const child = spawn("npm", ["run", "dev"], {
      cwd: root,
      detached: true, // npm has a shell between itself and the server
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], DATABASE_URL: url, ...variables },
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void process.kill(-child.pid!, "SIGTERM"));
    let output = "";
    child.stdout.on("data", (text: Buffer) => void (output += text));
    await until(() => output.includes("Server listening"), "the server");
    return /Server listening at (http:\S+?)"/.exec(output)![1];
  };
  expect(await start({ PORT: String(port) })).toBe(`http://127.0.0.1:${port}`);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  const open = await freePort();
  await start({ PORT: String(open), HOST: "0.0.0.0" });
  expect((await fetch(`http://127.0.0.1:${open}/livez`)).status).toBe(200);
});
