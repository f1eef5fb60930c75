/** The workflows: what triggers them, what their jobs may do, and in which order they run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import { parse } from "yaml";

import { loadEnvironment } from "../../platform/environment.ts";
import { findStale } from "../../scripts/lib/workflows/find-stale.ts";
import { makeWorkflows } from "../../scripts/lib/workflows/index.ts";
import { readPipelineEnvironments } from "../../scripts/lib/workflows/read-environments.ts";
import type { Job, Workflow } from "../../scripts/lib/workflows/workflow.ts";

const root = join(import.meta.dirname, "../..");
const environments = readPipelineEnvironments(root);
const files = makeWorkflows(environments);

function read(name: string): Workflow {
  return parse(readFileSync(join(root, ".github/workflows", `${name}.yml`), "utf8")) as Workflow;
}

const [check, preview, deploy, drift, security, nightly] =
  ["check", "preview", "deploy", "drift", "security", "nightly"].map(read);
const all = { check, preview, deploy, drift, security, nightly } as Record<string, Workflow>;
const jobs = Object.entries(all).flatMap(([file, { jobs: own }]) =>
  Object.entries(own).map(([name, job]): [string, Job] => [`${file} ${name}`, job]));
const stepsOf = (job: Job | undefined) => job?.steps ?? [];
const linesOf = (job: Job | undefined) => stepsOf(job).map(({ run, uses }) => run ?? uses?.split("@")[0] ?? "");

test("R002-74 R002-75 the workflows that are committed are those that the environments make (else: npx andamio ci workflows --write)", () => {
  expect(findStale(root, files)).toEqual([]);
  expect(Object.keys(files)).toHaveLength(6);
});

test("C000-56 R002-17 N003-111 check runs on every push, on pull requests to main and develop, and by hand", () => {
  expect(check!.on).toMatchObject({
    push: null,
    pull_request: { branches: expect.arrayContaining(["main", "develop"]) as unknown },
    workflow_dispatch: null,
  });
  for (const name of ["test", "lint", "format"]) expect(check!.jobs[name]).toBeDefined();
  expect(linesOf(check!.jobs["lint"])).toContain("npm run lint");
  expect(linesOf(check!.jobs["format"])).toContain("npm run format:check");
});

test("C000-57 the tests have a server of PostgreSQL that is waited for, and its address", () => {
  const { services = {}, steps = [] } = check!.jobs["test"]!;
  expect(services["postgresql"]).toMatchObject({
    image: expect.stringMatching(/^postgres:\d+$/) as unknown,
    env: { POSTGRES_PASSWORD: "postgres" },
    options: expect.stringContaining("--health-cmd pg_isready --health-interval 10s") as unknown,
  });
  const tests = steps.find(({ run }) => run?.startsWith("npm run coverage"));
  expect(tests?.env).toEqual({
    TEST_DATABASE_URL: "postgresql://postgres:postgres@127.0.0.1:5432/postgres",
    ANDAMIO_SLICE: "${{ github.run_number }}",
  });
});

test("each night all tests run, and what takes hours", () => {
  expect(nightly!.on).toMatchObject({ schedule: [{ cron: "0 3 * * *" }] });
  const lines = Object.values(nightly!.jobs).flatMap(linesOf);
  for (const script of ["test", "truth", "chaos", "chaos:platform", "mutants"]) {
    expect(lines).toContain(`npm run ${script}`);
  }
});

test("C000-58 the steps of the tests stand in their order, and each is a script", () => {
  const lines = linesOf(check!.jobs["test"]);
  const wanted = [
    "actions/checkout", "actions/setup-node", "npm ci", "npm run lint", "npm run format:check",
    "npm run imports:check", "npm run scan:code", "npm run scan:deps",
    "npm run coverage -- --coverage.thresholds.lines=80", "pipx run --spec codecov-cli",
  ];
  const found = wanted.map((one) => lines.findIndex((line) => line.startsWith(one)));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(found).not.toContain(-1);
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const named = lines.flatMap((line) => /^npm run ([\w:]+)/.exec(line)?.[1] ?? []);
  for (const script of named) expect(Object.keys(scripts), script).toContain(script === "generate" ? "test" : script);
});

test("C000-59 N003-112 N003-186 nothing is deployed before the tests, and develop is staging", () => {
  const { jobs: own, on } = deploy!;
  expect(on["push"]).toEqual({ branches: ["develop", "main"] });
  expect(own["check"]?.uses).toBe("./.github/workflows/check.yml");
  expect(own["deploy-staging"]).toMatchObject({
    needs: ["check"], if: "github.ref == 'refs/heads/develop'", environment: "staging",
  });
  expect(own["plan-prod"]?.needs).toEqual(["check"]);
  expect(own["deploy-prod"]?.needs).toEqual(["plan-prod"]);
});

test("R002-21 N003-121 a deploy and the tests alone can be started by hand, and main deploys itself", () => {
  expect(deploy!.on).toMatchObject({ workflow_dispatch: null });
  expect((deploy!.on["push"] as { branches: string[] }).branches).toContain("main");
  expect(check!.on).toHaveProperty("workflow_dispatch");
});

test("R002-18 R002-19 the app is tested alone, on a database in memory", () => {
  const job = check!.jobs["test-backend"];
  expect(job?.env).toEqual({ DATABASE_URL: "sqlite:///:memory:", SECRET_KEY: "test-secret-key" });
  expect(linesOf(job)).toEqual([
    "actions/checkout", "actions/setup-node", "npm ci && npm ci --prefix app", "npm run test -- --project unit tests/app",
  ]);
});

test("C000-30 dependencies are scanned every day at the hour of the environment's time zone", () => {
  const { timezone, workflows } = loadEnvironment(root, "prod");
  expect(security!.on["schedule"]).toEqual([{ cron: workflows.scan, timezone }]);
  expect(workflows.scan).toBe("0 3 * * *");
  expect(linesOf(security!.jobs["dependencies"]).join()).toContain("npm run scan:deps");
});

test("every secret of a workflow is one that the environments declare, or the pipeline's own", () => {
  const declared = environments.flatMap(({ secrets }) => secrets);
  const own = ["ANDAMIO_FINGERPRINT_KEY", "CODECOV_TOKEN", ...environments.flatMap(({ access }) => access.kubeconfig ?? [])];
  for (const [file, text] of Object.entries(files)) {
    const used = [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name!);
    for (const name of used) expect([...declared, ...own], file).toContain(name);
  }
  expect(declared).toContain("DOCKER_PASSWORD");
});

test("each job may do no more than it must, ends, and keeps no credentials", () => {
  for (const [name, { permissions, steps, uses, "timeout-minutes": minutes }] of jobs) {
    const writes = Object.entries(permissions).filter(([, may]) => may === "write").map(([what]) => what);
    const may = name === "preview preview" ? ["pull-requests"] : /(-| )prod$/.test(name) ? ["id-token"] : [];
    expect(writes, name).toEqual(may);
    expect(uses ?? minutes, name).toBeDefined();
    const checkouts = (steps ?? []).filter((step) => step.uses?.startsWith("actions/checkout@"));
    for (const step of checkouts) expect(step.with?.["persist-credentials"], name).toBe(false);
  }
  for (const [name, { permissions }] of Object.entries(all)) expect(permissions, name).toEqual({});
});

test("actions are GitHub's own, each named by a commit", () => {
  const used = jobs.flatMap(([, job]) => stepsOf(job).flatMap(({ uses }) => uses ?? []));
  expect(used.length).toBeGreaterThan(20);
  for (const one of used) expect(one).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
});

test("a fork's pull request gets no secret, and two deploys of one environment never run at once", () => {
  expect(JSON.stringify(all["preview"])).not.toContain("secrets.");
  expect(Object.keys(preview!.on)).toEqual(["pull_request"]);
  for (const name of ["plan-prod", "deploy-prod"]) {
    expect(deploy!.jobs[name]?.concurrency).toEqual({ group: "deploy-prod", "cancel-in-progress": false });
  }
});

test("D10 secrets stand at the step that needs them: no install, action or job has one", () => {
  const holders = jobs.flatMap(([name, { steps = [], secrets: _passed, ...job }]) => [
    ...(JSON.stringify(job).includes("secrets.") ? [name] : []),
    ...steps.filter((step) => JSON.stringify(step).includes("secrets.")).map(({ run, uses }) => run ?? uses ?? ""),
  ]);
  const own = /^(npx andamio (ci (plan|deploy)|preview) |pipx run --spec codecov-cli|echo "token=|umask 077\n)/;
  expect(holders.length).toBeGreaterThan(4);
  for (const one of holders) expect(one).toMatch(own);
});

test("D10 looking for drift keeps no deploy waiting", () => {
  for (const [name, { concurrency }] of Object.entries(drift!.jobs)) {
    expect(concurrency).toEqual({ group: `drift-${name}`, "cancel-in-progress": false });
  }
});

test("D10 a job that works on an environment reaches its cluster and its cloud as the file declares", () => {
  for (const job of [deploy!.jobs["plan-prod"], deploy!.jobs["deploy-prod"], drift!.jobs["prod"]]) {
    expect(job?.permissions).toEqual({ "contents": "read", "id-token": "write" });
    const steps = stepsOf(job);
    const verb = steps.findIndex(({ run }) => run?.startsWith("npx andamio "));
    expect(steps[verb]?.env).toMatchObject({
      KUBECONFIG: "${{ runner.temp }}/kubeconfig",
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/andamio-deploy",
      AWS_WEB_IDENTITY_TOKEN_FILE: "${{ runner.temp }}/aws-token",
    });
    const writing = steps.findIndex(({ env }) => env?.["CONTENT"] === "${{ secrets.KUBECONFIG_PROD }}");
    expect(steps[writing]?.run).toContain("> \"$RUNNER_TEMP/kubeconfig\"");
    const asking = steps.findIndex(({ run }) => run?.includes("aws-token"));
    expect([writing, asking].every((at) => at >= 0 && at < verb)).toBe(true);
  }
  expect(deploy!.jobs["deploy-staging"]?.permissions).toEqual({ contents: "read" });
});
