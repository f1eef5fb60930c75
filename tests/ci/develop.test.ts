/** What is deployed from develop: its image bears the environment's name, and no backup is made. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import { parse } from "yaml";

import { loadEnvironment } from "../../platform/environment.ts";
import { orderImages } from "../../scripts/lib/image-orders.ts";
import { makeWorkflows } from "../../scripts/lib/workflows/index.ts";
import { readPipelineEnvironments } from "../../scripts/lib/workflows/read-environments.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

const root = join(import.meta.dirname, "../..");

test("C000-60 an image is tagged with the name of its environment", async () => {
  const wishes = { names: [], push: true, noCache: false };
  const [order] = await orderImages(loadEnvironment(root, "staging"), wishes);
  expect(order?.tags).toEqual(["staging"]);
});

test("N003-120 a push to develop deploys after the tests, and the plan of dev makes no backup", async () => {
  const deploy = makeWorkflows(readPipelineEnvironments(root))[".github/workflows/deploy.yml"]!;
  const { on, jobs } = parse(deploy) as { on: { push: { branches: string[] } }; jobs: object };
  expect(on).toMatchObject({ push: { branches: expect.arrayContaining(["develop"]) as unknown }, workflow_dispatch: null });
  expect(jobs).toMatchObject({ "deploy-staging": { needs: ["check"] } });
  const own = (name: string) => readFileSync(join(root, "environments", name), "utf8");
  const nothing = "version: 1\ntarget: local\ncomponents: { key: { kind: Secret, generate: {} } }\n";
  const project = makeProject({
    "base.yaml": own("base.yaml"), "dev.yaml": own("dev.yaml"), "before.yaml": nothing,
    "../app/variables.schema.json": readFileSync(join(root, "app/variables.schema.json")),
  });
  const { stdout } = await runHere(project, [
    "preview", "dev", "--against", "environments/before.yaml", "--json",
  ]);
  const { jobs: runs, schedules } = JSON.parse(stdout) as Record<"jobs" | "schedules", { component: string }[]>;
  const names = [...runs, ...schedules].map(({ component }) => component);
  expect(names).toEqual(expect.arrayContaining(["migrate", "seed", "clear-sessions"]));
  expect(names.filter((name) => name.includes("backup"))).toEqual([]);
});
