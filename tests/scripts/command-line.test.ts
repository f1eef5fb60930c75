/** The program as it is started: exit codes, streams and colours. Nothing is deployed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runHere } from "./run-here.ts";

const program = resolve(import.meta.dirname, "../../scripts/andamio.ts");

const good = `version: 1
target: local
images:
  app: { build: ./app }
components:
  db: { kind: Database, engine: sqlite }
  api: { kind: Service, image: app, command: [node, server.js], port: 8000, health: { path: /h, livePath: /l } }
`;

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "andamio-command-line-"));
  mkdirSync(join(root, "environments"));
  mkdirSync(join(root, "app"));
  writeFileSync(join(root, "app/Dockerfile"), "FROM scratch\nUSER 10001\nHEALTHCHECK CMD true\n");
  writeFileSync(join(root, "environments/dev.yaml"), good);
  writeFileSync(join(root, "environments/wrong.yaml"), good.replace("port:", "prot:"));
  writeFileSync(join(root, "environments/layer.yaml"), "version: 1\n");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const andamio = (words: readonly string[]) => runHere(root, words);

/** In a process of its own. */
function start(words: readonly string[], variables: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: root, env, encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

describe("what was typed wrongly ends with 2, on stderr, with the word that was meant", () => {
  test.each([
    { words: ["stauts"], says: "there is no verb \"stauts\"", hint: "did you mean \"status\"?" },
    { words: ["logs", "--tial", "3"], says: "logs has no flag --tial", hint: "did you mean \"--tail\"?" },
    { words: ["up", "wrnog"], says: "there is no environment \"wrnog\"", hint: "did you mean \"wrong\"?" },
    { words: ["logs", "dev", "apo"], says: "dev has no component called \"apo\"", hint: "did you mean \"api\"?" },
    { words: ["run", "api"], says: "\"api\" is a Service, not a Job or CronJob", hint: "npx andamio status dev" },
    { words: ["logs", "--since", "banana"], says: "--since wants a duration or a time", hint: "npx andamio logs --since 10m" },
    { words: ["logs", "--grep", "("], says: "--grep wants a regular expression", hint: "npx andamio logs --grep 'timeout|refused'" },
    { words: ["logs", "--level", "wran"], says: "there is no level \"wran\"", hint: "did you mean \"warn\"?" },
    { words: ["logs", "--tail", "many"], says: "--tail wants a number of lines", hint: "npx andamio logs --tail 50" },
    { words: ["exec", "api"], says: "exec wants a command", hint: "npx andamio exec NAME -- COMMAND…" },
    { words: ["up", "--only", "cache"], says: "dev has no component called \"cache\"", hint: "dev has: db, api" },
  ])("$words", async ({ words, says, hint }) => {
    const { code, stdout, stderr } = await andamio(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`error: ${says}`);
    expect(stderr).toContain(`  hint: ${hint}`);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe("validate", () => {
  test("says that a file is valid", async () => {
    const { code, stdout, stderr } = await andamio(["validate"]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0, stdout: "valid: dev (2 components on local)\n", stderr: "",
    });
  });

  test("shows every fault with its place, and ends with 2", async () => {
    const { code, stdout } = await andamio(["validate", "dev", "wrong"]);
    expect(code).toBe(2);
    expect(stdout).toContain("valid: dev");
    expect(stdout).toMatch(/^environments\/wrong\.yaml:7:\d+: error: .*prot.*\n +7 \|/m);
  });

  test("leaves layers out of --all, and gives the same as JSON", async () => {
    const { code, stdout, stderr } = await andamio(["validate", "--all", "--json"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    const { ok, environments } = JSON.parse(stdout) as { ok: boolean; environments: unknown[] };
    expect(ok).toBe(false);
    expect(environments).toMatchObject([
      { environment: "dev", ok: true, target: "local", components: 2, diagnostics: [] },
      { environment: "wrong", ok: false, diagnostics: expect.arrayContaining([
        expect.objectContaining({ file: "environments/wrong.yaml", line: 7, message: expect.stringContaining("prot") }),
      ]) as unknown },
    ]);
  });

  test("never loads the engine", async () => {
    const { stderr } = start(["validate"], { NODE_DEBUG: "module,esm" });
    expect(stderr).not.toContain("@pulumi");
  });
});

describe("schema", () => {
  test("prints the schema of whole files, or of layers", async () => {
    const whole = JSON.parse((await andamio(["schema"])).stdout) as { required: string[] };
    expect(whole.required).toContain("target");
    const layer = JSON.parse((await andamio(["schema", "--layer"])).stdout) as object;
    expect(layer).not.toHaveProperty("required");
  });

  test("prints the reference", async () => {
    expect((await andamio(["schema", "--docs"])).stdout).toMatch(/^# Environments\n[^]*^## CronJob$/m);
  });
});

describe("doctor", () => {
  const folder = ".andamio/state/.pulumi/locks/organization/andamio/dev";
  const lock = { pid: 4_194_305, username: "somebody", hostname: hostname(), timestamp: "2026-01-01" };

  test("tells of a lock whose process is dead, and of one that is another machine's", async () => {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, "lock.json"), JSON.stringify(lock));
    const { code, stdout } = await andamio(["doctor"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ lock +a lock was left by process 4194305 .*, which is dead$/m);
    expect(stdout).toContain("npx andamio up dev breaks it");
    writeFileSync(join(root, folder, "lock.json"), JSON.stringify({ ...lock, hostname: "elsewhere" }));
    expect((await andamio(["doctor"])).stdout).toContain("rm ");
    rmSync(join(root, ".andamio"), { recursive: true });
  });
});

describe("with --json", () => {
  test("an error is an object on stdout", async () => {
    const { code, stdout } = await andamio(["up", "nowhere", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false, error: { code: "environment_unknown", hint: expect.stringContaining("dev") as string },
    });
  });

  test.each(["status", "help", "--version", "-v", "up --help"])("%s gives an object", async (line) => {
    const { code, stdout } = await andamio([...line.split(" "), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toBeTypeOf("object");
  });
});

describe("colours", () => {
  const coloured = "\u001b[";

  test("are for terminals alone", async () => {
    const { stdout, stderr } = start(["validate", "wrong"]);
    expect(stdout + stderr + start(["stauts"]).stderr).not.toContain(coloured);
  });

  test("can be asked for, and NO_COLOR refuses them", async () => {
    expect(start(["stauts"], { FORCE_COLOR: "1" }).stderr).toContain(coloured);
    expect(start(["stauts"], { NO_COLOR: "1" }).stderr).not.toContain(coloured);
  });
});

test("destroy --data asks, and where nobody can answer wants --yes", async () => {
  const { code, stderr } = await andamio(["destroy", "--data"]);
  expect(code).toBe(2);
  expect(stderr).toContain("This removes the data of dev for good: db");
  expect(stderr).toContain("hint: npx andamio destroy dev --data --yes");
});

test("a reader that goes away is no error", async () => {
  const command = `"${process.execPath}" "${program}" help | true; echo "$?"`;
  const { stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: root, encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
});

test("status says how to start what does not run", async () => {
  expect((await andamio(["status"])).stdout).toBe("Nothing of dev runs. Start it: npx andamio up dev\n");
});
