/** Rules in validate: offline, with the exit code of other faults. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { loadEnvironment } from "../../platform/environment.ts";
import type { PlatformError } from "../../platform/errors.ts";
import { judgeEnvironment, refuseViolations } from "../../scripts/lib/policies.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";
import { files, write } from "./good.ts";

const repository = join(import.meta.dirname, "../..");

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function makeGood(patch: object): string {
  const waivers = { "one-cache": { expires: inDays(90) } };
  const root = makeProject(write({ policies: { waivers }, ...patch }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

test("a violation is an error with its place, and ends with 2", async () => {
  const root = makeGood({ envGroups: { app: { DEBUG: "1" } } });
  const { code, stdout } = await runHere(root, ["validate", "prod"]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/^environments\/prod\.yaml:\d+:\d+: error: "migrate", "api", "tasks": DEBUG is on \[debug-off\]\n.*DEBUG: "1"\n.*\^\^\^\n {2}hint: DEBUG: 0 \(policies\/docs\/debug-off\.md\)$/m);
  expect(stdout).toContain("1 fault, 1 waived in prod");
});

test("C000-42 a good environment ends with 0, and of a bad one each failed setting is listed", async () => {
  expect((await runHere(makeGood({}), ["validate", "prod"])).code).toBe(0);
  const root = makeGood({
    envGroups: { app: { DEBUG: "1", CORS_ALLOWED_ORIGINS: "*" } },
    tls: { mode: "off", email: null },
  });
  const { code, stdout } = await runHere(root, ["validate", "prod"]);
  expect(code).not.toBe(0);
  for (const rule of ["debug-off", "closed-cors", "https"]) expect(stdout).toContain(`[${rule}]`);
});

test("advice is a warning, and ends with 0", async () => {
  const { code, stdout } = await runHere(makeGood({ owner: null }), ["validate", "prod"]);
  expect(code).toBe(0);
  expect(stdout).toContain("warning: nobody answers for it [has-owner]");
  expect(stdout).toContain("valid: prod (10 components on local), 1 warning, 1 waived");
});

test("programs are told the same", async () => {
  const root = makeGood({ components: { api: { replicas: 1 } }, owner: null });
  const { stdout } = await runHere(root, ["validate", "prod", "--json"]);
  const { environments } = JSON.parse(stdout) as { environments: { diagnostics: object[] }[] };
  expect(environments[0]).toMatchObject({ ok: false, waived: 1 });
  expect(environments[0]!.diagnostics).toMatchObject([
    { code: "has-owner", severity: "warning" },
    { code: "min-replicas", message: "\"api\": only one of it runs" },
  ]);
});

test("L001-65 L001-67 debug mode and plain HTTP stop a deployment to production", () => {
  const spoilt = {
    envGroups: { app: { DEBUG: "1" } },
    tls: { mode: "off" },
  };
  const judged = judgeEnvironment(loadEnvironment(makeGood(spoilt), "prod"));
  const refused = catchError(() => refuseViolations(judged));
  expect(refused).toMatchObject({ code: "policy_violated" });
  expect(refused.diagnostics.map(({ code }) => code).sort()).toEqual(["debug-off", "https"]);
  expect(catchError(() => refuseViolations(judgeEnvironment(loadEnvironment(makeGood({}), "prod"))))).toBeUndefined();
});

test("R002-90 the environment for development that is delivered is valid", async () => {
  const { code, stdout } = await runHere(repository, ["validate", "dev"]);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^valid: dev/m) as string });
});

test("L001-72 production without a health check at times, or without an error tracker, is refused", () => {
  for (const [patch, rule] of [
    [{ components: { "health-check": null } }, "health-cron"],
    [{ envGroups: { app: { SENTRY_DSN: null } }, components: { "sentry-dsn": null } }, "error-tracker"],
  ] as const) {
    const judged = judgeEnvironment(loadEnvironment(makeGood(patch), "prod"));
    const { diagnostics } = catchError(() => refuseViolations(judged));
    expect(diagnostics.map(({ code }) => code)).toContain(rule);
  }
});

function catchError(work: () => void): PlatformError {
  try {
    work();
  } catch (error) {
    return error as PlatformError;
  }
  return undefined as never;
}
