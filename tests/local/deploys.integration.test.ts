/** Services, jobs, schedules and builds, made by the provider's handlers out of real processes. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, expect, test } from "vitest";

import { isAlive } from "../../platform/targets/local/process-identity.ts";
import { readScheduleRecord } from "../../platform/targets/local/schedules.ts";
import { readRecord } from "../../platform/targets/local/unit.ts";
import {
  findTools,
  makeProject,
  probe,
  type Project,
  serviceInputs,
  stop,
  until,
  webServer,
} from "./project.ts";

beforeAll(findTools, 600_000);

/** Requests one after the other on eight lines until it is ended; counts what went wrong. */
function load(url: string): { end(): Promise<{ failed: number; answered: Set<string> }> } {
  let going = true;
  let failed = 0;
  const answered = new Set<string>();
  const line = async () => {
    while (going) {
      const text = await fetch(url)
        .then((response) => (response.ok ? response.text() : undefined))
        .catch(() => undefined);
      if (text === undefined) failed++;
      else answered.add(text.split(" ")[0]!);
      await sleep(40);
    }
  };
  const lines = Array.from({ length: 8 }, line);
  return { end: async () => ((going = false), await Promise.all(lines), { failed, answered }) };
}

async function serve(project: Project) {
  const route = await project.apply("Route", "api-route", { component: "api", port: 8000 });
  const inputs = serviceInputs(project, route);
  return {
    url: String(route["url"]),
    route,
    inputs,
    outputs: await project.apply("Workload", "api", inputs),
  };
}

test("a new version rolls in under load without a failed request, and its old processes end", async () => {
  await using project = makeProject({ "server.mjs": webServer });
  const { url, route, outputs } = await serve(project);
  const old = (outputs["units"] as string[]).map((unit) => readRecord(project.paths, unit)!.child);
  const requests = load(url);
  await sleep(300);
  await project.apply(
    "Workload",
    "api",
    serviceInputs(project, route, { env: { V: "two" } }),
    outputs,
  );
  await sleep(300);
  const { failed, answered } = await requests.end();
  expect({ failed, answered: [...answered] }).toEqual({ failed: 0, answered: ["one", "two"] });
  expect(old.some(isAlive)).toBe(false);
});

test("a request that the old version has begun is answered by it", async () => {
  await using project = makeProject({ "server.mjs": webServer });
  const { url, route, outputs } = await serve(project);
  const slow = fetch(`${url}/slow`).then((response) => response.text());
  await sleep(100);
  await project.apply(
    "Workload",
    "api",
    serviceInputs(project, route, { env: { V: "two" } }),
    outputs,
  );
  expect(await slow).toMatch(/^one /);
  expect(await (await fetch(url)).text()).toMatch(/^two /);
});

test.each([
  [
    "that dies",
    { command: ["node", "missing.mjs"] },
    /exited with code 1, 3 times[^]*MODULE_NOT_FOUND/,
  ],
  [
    "that never becomes healthy",
    { env: { SICK: "1" }, ready: { ...probe, path: "/health", startPeriodSeconds: 1 } },
    /\/health answered 503/,
  ],
])(
  "a version %s is refused with the reason, and the old one goes on serving",
  async (_what, change, reason) => {
    await using project = makeProject({ "server.mjs": webServer });
    const { url, route, inputs, outputs } = await serve(project);
    const requests = load(url);
    await expect(
      project.apply("Workload", "api", serviceInputs(project, route, change), outputs),
    ).rejects.toThrow(reason);
    expect(await requests.end()).toEqual({ failed: 0, answered: new Set(["one"]) });
    expect(await project.observe("Workload", "api", inputs, outputs)).toBeUndefined();
    expect(
      [...project.supervisor.status().values()].filter(
        ({ record }) => record.component === "api" && record.kind === "workload",
      ),
    ).toHaveLength(2);
  },
);

test("a change of replicas leaves the running ones alone", async () => {
  await using project = makeProject({ "server.mjs": webServer });
  const { route, outputs } = await serve(project);
  const [first] = outputs["units"] as string[];
  const before = readRecord(project.paths, first!)!.child;
  const three = await project.apply(
    "Workload",
    "api",
    serviceInputs(project, route, { replicas: 3 }),
    outputs,
  );
  expect(three["units"]).toHaveLength(3);
  const one = await project.apply(
    "Workload",
    "api",
    serviceInputs(project, route, { replicas: 1 }),
    three,
  );
  expect(one["units"]).toEqual([first]);
  expect(readRecord(project.paths, first!)!.child).toEqual(before);
});

test("where two versions may not meet, the old one comes back when the new one fails", async () => {
  await using project = makeProject({ "server.mjs": webServer });
  const { url, route, outputs } = await serve(project);
  const broken = serviceInputs(project, route, {
    update: "recreate",
    command: ["node", "missing.mjs"],
  });
  await expect(project.apply("Workload", "api", broken, outputs)).rejects.toThrow(
    /did not become ready/,
  );
  await until(() => fetch(url).then((response) => response.ok), "the old version answers");
  expect(await (await fetch(url)).text()).toMatch(/^one /);
});

test("a restart of a Service with two replicas fails no request", async () => {
  await using project = makeProject({ "server.mjs": webServer });
  const { url } = await serve(project);
  const requests = load(url);
  await project.operations.restart(["api"]);
  expect((await requests.end()).failed).toBe(0);
});

test("what is killed, or stopped by `down`, is seen and healed", async () => {
  await using project = makeProject({ "server.mjs": webServer });
  const { url, inputs, outputs, route } = await serve(project);
  await project.operations.stop();
  expect(await project.observe("Workload", "api", inputs, outputs)).toMatch(/is not ready/);
  await project.apply("Route", "api-route", { component: "api", port: 8000 }, route);
  await project.apply("Workload", "api", inputs, outputs);
  expect(await (await fetch(url)).text()).toMatch(/^one /);
});

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

test("a failing Job says why with its last lines, and is tried again by the next deploy", async () => {
  await using project = makeProject();
  const inputs = jobInputs(project, `echo no such table; test -e ${join(project.root, "mended")}`);
  await expect(project.apply("Job", "migrate", inputs)).rejects.toThrow(
    /the job migrate failed: exited with code 1[^]*\| no such table/,
  );
  writeFileSync(join(project.root, "mended"), "");
  await project.apply("Job", "migrate", inputs);
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
  const program = `const { handlers } = await import(${JSON.stringify(provider)}); await handlers.Job.apply("migrate", ${JSON.stringify(inputs)});`;
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
  const { lastRun, nextRun } = readScheduleRecord(project.paths, "tick");
  expect(lastRun?.exitCode).toBe(0);
  expect(Date.parse(nextRun!)).toBeGreaterThan(Date.parse(lastRun!.at));
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
  const streams = { stdin: "inherit", stdout: process.stderr, stderr: process.stderr } as const;
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
