/** The file of kept ports is lost or torn: each route and store keeps the port that it has. */
import { rmSync, truncateSync, writeFileSync } from "node:fs";

import { beforeAll, expect, test } from "vitest";

import type { Outputs } from "../../platform/provider/handler.ts";
import { readPorts } from "../../platform/targets/local/ports.ts";
import { findTools, makeProject, occupy, type Project } from "./project.ts";

beforeAll(findTools, 600_000);

const torn: Record<string, (file: string) => void> = {
  removed: (file) => rmSync(file),
  emptied: (file) => truncateSync(file),
  "filled with noise": (file) => writeFileSync(file, Buffer.alloc(64, 0xfe)),
  "made a list": (file) => writeFileSync(file, "[]"),
};

const inputs = { component: "api", port: 28_000 };
const apply = async (project: Project, before?: Outputs): Promise<Outputs> =>
  ({ ...(await project.apply("Route", "api-route", inputs, before)), asked: inputs });

test.each(Object.keys(torn))("%s while it runs", async (how) => {
  await using project = makeProject();
  const { port } = await apply(project);
  torn[how]!(project.paths.ports);
  expect((await apply(project))["port"]).toBe(port);
  expect(readPorts(project.paths)).toEqual({ "api-route": port });
});

test("removed while it is stopped, and the port that is wanted has become free", async () => {
  await using project = makeProject();
  const stranger = await occupy(inputs.port);
  const first = await apply(project);
  expect(first["port"]).not.toBe(inputs.port);
  await project.operations.stop();
  await stranger[Symbol.asyncDispose]();
  rmSync(project.paths.ports);
  expect((await apply(project))["port"]).toBe(first["port"]);
});

test("all of the environment's files removed: the state still knows it", async () => {
  await using project = makeProject();
  const stranger = await occupy(inputs.port);
  const first = await apply(project);
  await project.operations.stop();
  await stranger[Symbol.asyncDispose]();
  rmSync(project.paths.home, { recursive: true });
  expect((await apply(project, first))["port"]).toBe(first["port"]);
});

test("a published port goes to the route that comes in the place of another one, and to no other environment", async () => {
  await using project = makeProject();
  await using other = makeProject();
  const published = { component: "web", port: 8000, publish: { port: 28_055, address: "loopback" } };
  await project.apply("Route", "api-route", { ...published, component: "api" });
  expect((await project.apply("Route", "web-route", published))["port"]).toBe(28_055);
  await expect(other.apply("Route", "web-route", published)).rejects.toThrow("is taken by another program");
});
