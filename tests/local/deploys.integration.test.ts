/** Services, made by the provider's handlers out of real processes. */
import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, expect, test } from "vitest";

import { isAlive } from "../../platform/targets/local/process-identity.ts";
import { readRecord } from "../../platform/targets/local/unit.ts";
import {
  findTools,
  makeProject,
  probe,
  type Project,
  serviceInputs,
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

test("a replica that closes a kept connection as it is used again costs no request", async () => {
  const hasty = `
import { createServer } from "node:http";
const used = new WeakSet();
createServer((request, response) => {
  if (used.has(request.socket)) return request.socket.destroy();
  used.add(request.socket);
  request.resume().on("end", () => response.end(request.method));
}).listen(process.env.PORT, "127.0.0.1");
`;
  await using project = makeProject({ "server.mjs": hasty });
  const route = await project.apply("Route", "api-route", { component: "api", port: 8000 });
  const ready = { ...probe, path: undefined };
  await project.apply("Workload", "api", serviceInputs(project, route, { ready, replicas: 1 }));
  for (const method of ["GET", "GET", "POST", "POST", "GET"]) {
    const body = method === "POST" ? "body" : undefined;
    const response = await fetch(String(route["url"]), { method, body });
    expect(await response.text()).toBe(method);
  }
});
