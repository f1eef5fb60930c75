/** The checklist of delivery: each item fails where what it looks for is absent or wrong. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";
import { parse } from "yaml";

import { makeWorkflows } from "../../scripts/lib/workflows/index.ts";
import { readPipelineEnvironments } from "../../scripts/lib/workflows/read-environments.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";
import { files, write as writeGood } from "./good.ts";

const yaml = `version: 1
target: local
branch: main
images: { app: { build: ./app } }
components:
  tasks: { kind: Worker, image: app, command: [x] }
`;

function makeClone() {
  const root = makeProject({ "dev.yaml": yaml });
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const ask = async (name: string) => {
    const { stdout } = await runHere(root, ["check", "dev", "--list", "delivery", "--json"]);
    const { items } = JSON.parse(stdout) as { items: { name: string; state: string }[] };
    return items.find((one) => one.name === name)?.state;
  };
  return { root, write, ask };
}

const report = (...suites: [name: string, status: string][]) => JSON.stringify({
  numPassedTests: 1,
  testResults: suites.map(([name, status]) => ({ name: `/x/tests/app/${name}`, status, assertionResults: [{}] })),
});

test("R002-70 the runner of the tests is configured", async () => {
  const { write, ask } = makeClone();
  expect(await ask("test-runner")).toBe("failed");
  write("tests/vitest.config.ts", "");
  expect(await ask("test-runner")).toBe("failed");
  write("tests/vitest.config.ts", "export default {};\n");
  expect(await ask("test-runner")).toBe("passed");
});

async function trySuite(name: string): Promise<void> {
  const { write, ask } = makeClone();
  const after = async (...suites: [string, string][]) => {
    write("reports/tests.json", report(...suites));
    return ask(`suite-${name}`);
  };
  expect(await ask(`suite-${name}`)).toBe("failed");
  expect(await after(["claims.test.ts", "passed"])).toBe("failed");
  expect(await after([`${name}.test.ts`, "failed"])).toBe("failed");
  expect(await after([`${name}.test.ts`, "passed"], ["claims.test.ts", "failed"])).toBe("passed");
}

test("R002-71 the suite of signing in is green in the last report", () => trySuite("auth"));

test("R002-72 the suite of permissions is green in the last report", () => trySuite("rules"));

test("R002-81 the suite of WebSockets is green in the last report", () => trySuite("sockets"));

test("R002-73 the report of coverage says more than 70", async () => {
  const { write, ask } = makeClone();
  expect(await ask("coverage")).toBe("failed");
  const rate = (value: string) =>
    write("coverage/cobertura-coverage.xml", `<?xml version="1.0" ?>\n<coverage lines-valid="10" line-rate="${value}">`);
  rate("0.70");
  expect(await ask("coverage")).toBe("failed");
  rate("0.7001");
  expect(await ask("coverage")).toBe("passed");
});

test("R002-74 R002-75 the workflows are there, and equal to those that the environments make", async () => {
  const { root, write, ask } = makeClone();
  const both = async () => [await ask("workflow-check"), await ask("workflow-deploy")];
  expect(await both()).toEqual(["failed", "failed"]);
  const files = makeWorkflows(readPipelineEnvironments(root));
  for (const [file, text] of Object.entries(files)) write(file, text);
  expect(await both()).toEqual(["passed", "passed"]);
  write("environments/dev.yaml", yaml.replace("branch: main", "branch: develop\nworkflows: { coverage: 90 }"));
  expect(await both()).toEqual(["failed", "failed"]);
});

test("R002-77 the record of the last deploy says that it succeeded", async () => {
  const { write, ask } = makeClone();
  expect(await ask("last-deploy")).toBe("open");
  const record = (ok: boolean) => write("reports/deploy/dev.json", JSON.stringify({ ok, commit: "1", at: "now" }));
  record(false);
  expect(await ask("last-deploy")).toBe("failed");
  record(true);
  expect(await ask("last-deploy")).toBe("passed");
});

test("R002-78 R002-79 models and a folder of migrations are there, and each engine has a first one", async () => {
  const { root, write, ask } = makeClone();
  expect([await ask("migration-tool"), await ask("first-migration")]).toEqual(["failed", "failed"]);
  write("app/prisma/models.prisma", "");
  for (const engine of ["sqlite", "postgresql", "mysql"]) {
    write(`app/prisma/migrations/${engine}/20261122_init/migration.sql`, "select 1;");
  }
  expect([await ask("migration-tool"), await ask("first-migration")]).toEqual(["passed", "passed"]);
  rmSync(join(root, "app/prisma/migrations/mysql"), { recursive: true });
  expect(await ask("first-migration")).toBe("failed");
});

test("R002-76 a workflow uses no secret that no environment declares", async () => {
  const { root, write, ask } = makeClone();
  const workflows = makeWorkflows(readPipelineEnvironments(root));
  for (const [file, text] of Object.entries(workflows)) write(file, text);
  expect(await ask("workflow-secrets")).toBe("passed");
  write(".github/workflows/own.yml", "env: { KEY: ${{ secrets.OWN_KEY }} }\n");
  expect(await ask("workflow-secrets")).toBe("failed");
  const secret = "  own: { kind: Secret, from: { variable: OWN_KEY } }\n";
  write("environments/dev.yaml", `${yaml}${secret}`);
  expect(await ask("workflow-secrets")).toBe("passed");
});

test("R002-91 the file of production is there, and breaks no rule", async () => {
  const { write, ask } = makeClone();
  expect(await ask("prod-file")).toBe("failed");
  write("environments/prod.yaml", `${yaml}policies: { profile: prod }\n`);
  expect(await ask("prod-file")).toBe("failed");
  for (const [file, text] of Object.entries(files)) write(file, text);
  write("environments/prod.yaml", writeGood({})["prod.yaml"]!);
  expect(await ask("prod-file")).toBe("passed");
});

test("C000-76 both scans are jobs that every deploy waits for, and their reports found nothing", async () => {
  const { root, write, ask } = makeClone();
  const check = makeWorkflows(readPipelineEnvironments(root))[".github/workflows/check.yml"]!;
  type Step = { "run"?: string; "continue-on-error"?: boolean };
  const { jobs } = parse(check) as { jobs: { test: { steps: Step[] } } };
  const scans = jobs.test.steps.filter(({ run }) => run?.startsWith("npm run scan:"));
  expect(scans.map(({ run }) => run)).toEqual(["npm run scan:code", "npm run scan:deps"]);
  expect(scans.some((step) => step["continue-on-error"])).toBe(false);
  expect(await ask("scans")).toBe("failed");
  const report = (name: string, ok: boolean) => write(`reports/scan-${name}.json`, JSON.stringify({ ok, findings: [] }));
  report("code", true);
  expect(await ask("scans")).toBe("failed");
  report("deps", false);
  expect(await ask("scans")).toBe("failed");
  report("deps", true);
  expect(await ask("scans")).toBe("passed");
});
