/** Jobs, cron jobs and builds, made by the provider's handlers out of real processes. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, expect, test } from "vitest";

import { writeJson } from "../../platform/targets/local/files.ts";
import { readScheduleRecord, writeNextRun } from "../../platform/targets/local/schedules.ts";
import { readRecord, readUnit, recordFile, writeUnit } from "../../platform/targets/local/unit.ts";
import {
  findTools,
  makeProject,
  type Project,
  stop,
  until,
} from "./project.ts";

beforeAll(findTools, 600_000);

const streams = { stdin: "inherit", stdout: process.stderr, stderr: process.stderr } as const;

function jobInputs(project: Project, script: string, more = {}) {
  return {
    program: project.program,
    command: ["sh", "-c", script],
    env: {},
    stop,
    timeoutSeconds: 20,
    retries: 0,
    data: [],
    ...more,
  };
}

test("a Job runs once for a release, and again when its data changes", async () => {
  await using project = makeProject();
  const log = join(project.root, "ran");
  const inputs = jobInputs(project, `echo x >> ${log}`);
  await project.apply("Job", "migrate", inputs);
  await project.apply("Job", "migrate", inputs);
  expect(readFileSync(log, "utf8")).toBe("x\n");
  await project.apply("Job", "migrate", { ...inputs, data: ["another"] });
  expect(readFileSync(log, "utf8")).toBe("x\nx\n");
});

test("how a Job is ended, and for how long it may run, holds for its next run and starts none", async () => {
  await using project = makeProject();
  const [log, slow] = ["ran", "slow"].map((name) => join(project.root, name)) as [string, string];
  const inputs = jobInputs(project, `echo x >> ${log}; test ! -e ${slow} || exec sleep 60`);
  const done = await project.apply("Job", "migrate", inputs);
  const limits = { timeoutSeconds: 1, retries: 1, stop: { signal: "SIGINT", graceSeconds: 1 } };
  await project.apply("Job", "migrate", { ...inputs, ...limits }, done);
  expect(readFileSync(log, "utf8")).toBe("x\n");
  writeFileSync(slow, "");
  expect(await project.operations.run("migrate", streams)).toBe(124);
  expect(readFileSync(log, "utf8")).toBe("x\nx\nx\n");
});

test("a Job that was done under a name of another release does not run again", async () => {
  await using project = makeProject();
  const log = join(project.root, "ran");
  const inputs = jobInputs(project, `echo x >> ${log}`);
  const { unit } = await project.apply("Job", "migrate", inputs) as { unit: string };
  const record = readRecord(project.paths, unit)!;
  writeUnit(project.paths, { ...readUnit(project.paths, unit)!, name: "migrate.earlier" });
  writeJson(recordFile(project.paths, "migrate.earlier"), { ...record, unit: "migrate.earlier" });
  const asked = { environment: project.paths.environment, component: "migrate", ...inputs };
  const before = { unit: "migrate.earlier", asked };
  const again = await project.apply("Job", "migrate", { ...inputs, timeoutSeconds: 30 }, before);
  expect([again, readFileSync(log, "utf8")]).toEqual([{ unit: "migrate.earlier" }, "x\n"]);
  await project.apply("Job", "migrate", { ...inputs, env: { V: "2" } }, before);
  expect(readFileSync(log, "utf8")).toBe("x\nx\n");
});

test("a failing Job says why with its last lines, and is tried again by the next deploy", async () => {
  await using project = makeProject();
  const inputs = jobInputs(project, `echo no such table; test -e ${join(project.root, "mended")}`);
  await expect(project.apply("Job", "migrate", inputs)).rejects.toThrow(
    /the job migrate failed: exited with code 1[^]*\| no such table/,
  );
  writeFileSync(join(project.root, "mended"), "");
  await project.apply("Job", "migrate", inputs);
});

test("a failed try of a release that was taken back is forgotten", async () => {
  await using project = makeProject();
  const good = jobInputs(project, "true");
  const done = await project.apply("Job", "migrate", good);
  await expect(project.apply("Job", "migrate", jobInputs(project, "exit 1"), done)).rejects.toThrow();
  expect(await project.observe("Job", "migrate", good, done)).toBe("a later try failed");
  await project.apply("Job", "migrate", good, done);
  expect(await project.observe("Job", "migrate", good, done)).toBeUndefined();
  expect(await project.operations.status()).toMatchObject([{ component: "migrate", state: "done" }]);
});

test("a Job that takes too long is stopped and failed, a flaky one gets its retries", async () => {
  await using project = makeProject();
  await expect(
    project.apply("Job", "slow", jobInputs(project, "sleep 60", { timeoutSeconds: 1 })),
  ).rejects.toThrow(/took longer than 1 s/);
  const flag = join(project.root, "flag");
  await project.apply(
    "Job",
    "flaky",
    jobInputs(project, `test -e ${flag} || { touch ${flag}; exit 1; }`, { retries: 1 }),
  );
});

test("a Job that outlives the engine is waited for, not run twice", async () => {
  await using project = makeProject();
  const log = join(project.root, "ran");
  const inputs = {
    environment: project.paths.environment,
    component: "migrate",
    ...jobInputs(project, `echo x >> ${log}; sleep 2`),
  };
  const provider = join(import.meta.dirname, "../../platform/provider/resources/index.ts");
  const program = `const { handlers } = await import(${JSON.stringify(provider)}); await handlers['local:Job'].apply("migrate", ${JSON.stringify(inputs)});`;
  const engine = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env: { ...process.env, ANDAMIO_ROOT: project.root },
    stdio: "ignore",
  });
  await until(() => existsSync(log), "the job has begun");
  engine.kill("SIGKILL");
  await project.apply("Job", "migrate", inputs);
  expect(readFileSync(log, "utf8")).toBe("x\n");
});

function cronInputs(project: Project, script: string, more = {}) {
  return {
    ...jobInputs(project, script),
    cron: "* * * * * *",
    timezone: "UTC",
    overlap: "forbid",
    suspended: false,
    missedSeconds: 300,
    history: 3,
    ...more,
  };
}

test("a CronJob fires at its times, one run at a time, and tells of the last one", async () => {
  await using project = makeProject();
  const log = join(project.root, "ran");
  await project.apply(
    "Schedule",
    "tick",
    cronInputs(
      project,
      `test -e ${log}.now && echo overlap >> ${log}; touch ${log}.now; sleep 1.5; rm ${log}.now; echo x >> ${log}`,
    ),
  );
  await until(
    () => existsSync(log) && readFileSync(log, "utf8").split("\n").length > 2,
    "two runs",
  );
  expect(readFileSync(log, "utf8")).not.toContain("overlap");
  const { runs: [lastRun] = [], nextRun } = readScheduleRecord(project.paths, "tick");
  expect(lastRun?.exitCode).toBe(0);
  expect(Date.parse(nextRun!)).toBeGreaterThan(Date.parse(lastRun!.at));
});

test("as many runs are kept as are asked for, the last first", async () => {
  await using project = makeProject();
  const script = `echo x >> ${project.root}/ran; exit $(wc -l < ${project.root}/ran)`;
  await project.apply("Schedule", "tick", cronInputs(project, script, { history: 2 }));
  const codes = () => readScheduleRecord(project.paths, "tick").runs?.map((run) => run.exitCode);
  await until(() => (codes()?.[0] ?? 0) >= 3, "three runs");
  const [last = 0, before] = codes()!;
  expect(codes()).toHaveLength(2);
  expect(before).toBe(last - 1);
});

test.each([
  { late: 10, missedSeconds: 60, runs: true },
  { late: 100, missedSeconds: 60, runs: false },
])("a run that nobody was there to begin is begun $late s later: $runs", async (one) => {
  await using project = makeProject();
  const log = join(project.root, "ran");
  const nextRun = new Date(Date.now() - one.late * 1000).toISOString();
  writeNextRun(project.paths, "tick", { nextRun, rule: "0 0 1 1 * UTC" });
  const { missedSeconds } = one;
  const inputs = cronInputs(project, `echo x >> ${log}`, { cron: "0 0 1 1 *", missedSeconds });
  await project.apply("Schedule", "tick", inputs);
  const isNoted = () => readScheduleRecord(project.paths, "tick").nextRun !== nextRun;
  await until(isNoted, "the scheduler has looked");
  if (one.runs) await until(() => existsSync(log), "it ran");
  expect(existsSync(log)).toBe(one.runs);
});

test("a suspended CronJob never fires, and can still be run by hand", async () => {
  await using project = makeProject();
  const log = join(project.root, "ran");
  await project.apply(
    "Schedule",
    "tick",
    cronInputs(project, `echo x >> ${log}; exit 3`, { suspended: true }),
  );
  await sleep(2200);
  expect(existsSync(log)).toBe(false);
  expect(await project.operations.run("tick", streams)).toBe(3);
  expect(existsSync(log)).toBe(true);
});

test("a build is made once for the same sources, keeps the last three, and says why a step failed", async () => {
  await using project = makeProject({ "web/package.json": `{"name":"web","version":"1.0.0"}` });
  const inputs = { context: "web", steps: ["echo built >> log"] };
  const first = await project.apply("Build", "web-build", inputs);
  expect(await project.apply("Build", "web-build", inputs)).toEqual(first);
  expect(readFileSync(join(String(first["path"]), "log"), "utf8")).toBe("built\n");
  for (const content of ["2", "3", "4"]) {
    writeFileSync(join(project.root, "web/source.js"), content);
    await project.apply("Build", "web-build", inputs);
  }
  expect(existsSync(String(first["path"]))).toBe(false);
  await expect(
    project.apply("Build", "web-build", { ...inputs, steps: ["echo type error; exit 2"] }),
  ).rejects.toThrow(/exited with code 2[^]*\| type error/);
});

test("a build that is gone is seen, and made again", async () => {
  await using project = makeProject({ "web/index.js": "" });
  const inputs = { context: "web", steps: [] };
  const built = await project.apply("Build", "web-build", inputs);
  rmSync(String(built["path"]), { recursive: true });
  expect(await project.observe("Build", "web-build", inputs, built)).toBe("its build is gone");
  await project.apply("Build", "web-build", inputs, built);
  expect(existsSync(String(built["path"]))).toBe(true);
});
