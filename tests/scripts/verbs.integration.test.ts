/** Every verb on one real environment, in the order in which a person would use them. */
import { once } from "node:events";
import { createServer } from "node:http";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { LogLine, UnitStatus } from "../../platform/targets/operations.ts";
import type { Ended } from "./run-here.ts";
import { makeSmallProject, type SmallProject } from "./small-project.ts";

let project: SmallProject;
const said: Ended[] = [];

beforeAll(() => {
  project = makeSmallProject();
});

afterAll(() => project[Symbol.asyncDispose]());

async function andamio(line: string): Promise<Ended> {
  const ended = await project.andamio(line);
  said.push(ended);
  return ended;
}

async function readUnits(): Promise<Record<string, UnitStatus>> {
  const { units } = JSON.parse((await andamio("status --json")).stdout) as { units: UnitStatus[] };
  return Object.fromEntries(units.map((unit) => [unit.component, unit]));
}

async function askApi(): Promise<string> {
  const { api } = await readUnits();
  return (await fetch(api?.address ?? "")).text();
}

describe("up", () => {
  test("tells each step on stderr and ends with the closing screen on stdout", async () => {
    const { code, stdout, stderr } = await andamio("up");
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^migrate +done in /m);
    expect(stdout).toMatch(/^dev is up on local in .*: 7 created\n/);
    expect(stdout).toMatch(/^ {2}api +ready +http:\/\/127\.0\.0\.1:\d+$/m);
    expect(stdout).toContain("npx andamio logs dev -f");
    expect(await askApi()).toBe("1");
  });

  test("that finds nothing to do says so in one line", async () => {
    const { code, stdout } = await andamio("up");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev is up, nothing changed \(.*\)\. What runs: npx andamio status dev\n$/);
  });

  test("that fails says where the file asks for it, shows the log, and leaves the old version", async () => {
    project.edit("VERSION: \"1\"", "VERSION: broken");
    const { code, stdout, stderr } = await andamio("up");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^environments\/dev\.yaml:13:42: error: .*api/m);
    expect(stderr).toMatch(/Z api-\d \| .*this version is broken/m);
    expect(stderr).toContain("error: dev is not up to date: api failed");
    expect(await askApi()).toBe("1");
    project.edit("VERSION: broken", "VERSION: \"1\"");
    expect((await andamio("up --json")).code).toBe(0);
  });
});

describe("preview", () => {
  test("says that nothing would change", async () => {
    const { code, stdout } = await andamio("preview --exit-code");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("nothing would change") as string });
  });

  test("shows a change with its line, changes nothing, and ends with 3 where that is asked for", async () => {
    project.edit("VERSION: \"1\"", "VERSION: \"2\"");
    const { code, stdout } = await andamio("preview --exit-code");
    expect(code).toBe(3);
    expect(stdout).toContain("environments/dev.yaml:13:42 api.env.VERSION 1 → 2\n  rolling  api: ");
    const { stdout: json } = await andamio("preview --json");
    expect(JSON.parse(json)).toMatchObject({
      changed: true, rows: [{ path: "api.env.VERSION" }], resources: [{ op: "update", name: "api" }],
    });
    expect(await askApi()).toBe("1");
  });
});

test("Ctrl-C ends up in good order, and the same command goes on", async () => {
  const { process: child, ended } = project.start("up");
  child.stderr?.on("data", (text: string) => {
    if (text.includes("api")) child.kill("SIGINT");
  });
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain("The same command goes on from here");
  expect(stderr).not.toContain("error:");
  expect((await andamio("up")).code).toBe(0);
  expect(await askApi()).toBe("2");
});

test("status shows what runs, in the order of the file", async () => {
  const { code, stdout } = await andamio("status");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^migrate +Job +done .*\napi +Service +ready +http.*\ntidy +CronJob +scheduled +next in /m);
});

describe("logs", () => {
  test("of one component are its own, the last so many; of all they come by time", async () => {
    const { stdout } = await andamio("logs api --tail 1");
    expect(stdout).toMatch(/^[-\d]{10}T[:.\d]+Z api-\d \| .*\n/);
    const all = await andamio("logs --since 1h --grep ^(version|migrated) --json");
    const lines = all.stdout.trim().split("\n").map((line) => JSON.parse(line) as LogLine);
    expect(new Set(lines.map(({ unit }) => unit))).toEqual(new Set(["migrate", "api-1"]));
    expect(lines).toEqual(lines.toSorted((a, b) => (a.time < b.time ? -1 : 1)));
  });

  test("are followed until Ctrl-C", async () => {
    const { process: child, ended } = project.start("logs api -f --tail 1");
    await once(child.stdout ?? child, "data");
    const { api } = await readUnits();
    await fetch(`${api?.address}/followed`);
    for await (const text of child.stdout ?? []) {
      if (String(text).includes("api-1 | asked for /followed")) break;
    }
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  });
});

describe("run", () => {
  test("runs a CronJob now and shows its log", async () => {
    const { code, stdout, stderr } = await project.start("run tidy").ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "tidied\n" });
    expect(stderr).toMatch(/^done: tidy in /);
  });

  test("keeps stdout for the result with --json", async () => {
    const { stdout } = await andamio("run migrate --json");
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, component: "migrate", exitCode: 0 });
  });
});

describe("exec", () => {
  test("passes input, output and exit code on, with the variables of the component", async () => {
    const exec = (line: string, input?: string) => project.start(`exec api -- ${line}`, input).ended;
    expect(await exec("cat", "hello\n")).toEqual({ code: 0, stdout: "hello\n", stderr: "" });
    expect(await exec("printenv VERSION")).toMatchObject({ code: 0, stdout: "2\n" });
    expect((await exec("node -e process.exit(7)")).code).toBe(7);
  });

  test("gives both streams with --json", async () => {
    const { stdout } = await andamio("exec api --json -- node -e console.error(1);console.log(2)");
    expect(JSON.parse(stdout)).toEqual({ ok: true, exitCode: 0, stdout: "2\n", stderr: "1\n" });
  });
});

test("restart gives a component new processes", async () => {
  const before = (await readUnits()).api?.pids;
  expect((await andamio("restart api")).code).toBe(0);
  const { api, tidy } = await readUnits();
  expect(api).toMatchObject({ state: "ready" });
  expect(api?.pids).not.toEqual(before);
  expect(tidy?.state).toBe("scheduled");
});

test("env names the passphrase's file and shows no secret", async () => {
  const { code, stdout } = await andamio("env");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^export PULUMI_BACKEND_URL=file:/m);
  expect(stdout).toMatch(/^export PULUMI_CONFIG_PASSPHRASE_FILE=/m);
});

describe("doctor", () => {
  test("finds no trouble where there is none", async () => {
    const { code, stdout } = await andamio("doctor");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ tool +pulumi 3\./m);
    expect(stdout).toContain("No trouble found.");
  });

  test("shows the last log lines of what failed", async () => {
    project.edit("job.mjs, migrated]", "job.mjs, migrated, \"3\"]");
    expect((await andamio("up")).code).toBe(1);
    const { code, stdout } = await andamio("doctor");
    project.edit("migrated, \"3\"]", "migrated, \"0\"]");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ component Job migrate: .*3\n {4}migrate \| migrated\n/m);
    expect((await andamio("up --only migrate")).code).toBe(0);
  });

  test("says who holds a port that a component must have", async () => {
    await using stranger = createServer();
    stranger.listen(0, "127.0.0.1");
    await once(stranger, "listening");
    const { port } = stranger.address() as { port: number };
    project.edit("port: 8123", `port: 8123\n    publish: { port: ${port} }`);
    const { code, stdout } = await andamio("doctor");
    project.edit(`\n    publish: { port: ${port} }`, "");
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^✗ port +port ${port} of api is taken by process ${process.pid} `, "m"));
  });
});

describe("down", () => {
  test("stops everything, and up starts the same again", async () => {
    const { address = "" } = (await readUnits()).api ?? {};
    expect((await andamio("down")).code).toBe(0);
    await expect(fetch(address)).rejects.toThrow("fetch failed");
    expect((await andamio("status")).stdout).toBe("Nothing of dev runs. Start it: npx andamio up dev\n");
    expect((await andamio("up")).code).toBe(0);
    expect((await readUnits()).api?.address).toBe(address);
  });

  test("works with a file that has faults", async () => {
    project.edit("kind: Service", "kind: Servise");
    const { code, stderr } = await andamio("down");
    project.edit("kind: Servise", "kind: Service");
    expect(code).toBe(0);
    expect(stderr).toContain("note: the file of dev has faults: npx andamio validate dev");
  });
});

describe("destroy", () => {
  test("keeps the data and what opens it, and up finds them", async () => {
    const before = project.secrets();
    const { code, stdout } = await andamio("destroy");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Removed dev in .* Its data is kept/) as string });
    expect((await andamio("up")).code).toBe(0);
    expect(project.secrets()).toEqual(before);
  });

  test("--data removes them too, once it was confirmed", async () => {
    const before = project.secrets();
    expect(await andamio("destroy --data")).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") as string });
    expect((await readUnits()).api?.state).toBe("ready");
    said.push({ code: 0, stdout: "", stderr: "" });
    expectNoSecret(before);
    expect((await andamio("destroy --data --yes")).stdout).toContain("Its data is gone too.");
    expect((await andamio("up")).code).toBe(0);
    expect(project.secrets()).not.toEqual(before);
  });
});

function expectNoSecret(secrets: readonly string[]): void {
  const all = said.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  expect(secrets.length).toBeGreaterThan(1);
  for (const secret of secrets) expect(all.includes(secret)).toBe(false);
}

test("nothing that was said holds a secret, and nothing a colour", () => {
  expectNoSecret(project.secrets());
  expect(said.map(({ stdout, stderr }) => stdout + stderr).join("")).not.toContain("\u001b");
});
