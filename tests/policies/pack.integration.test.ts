/** The rules inside the real engine: what breaks one is refused before anything is made. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { loadEnvironment } from "../../platform/environment.ts";
import { type EngineEvent, openEngine } from "../../scripts/lib/engine.ts";
import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";

async function open({ root }: SmallProject) {
  const options = { root, onProgress: () => undefined, install: true };
  return openEngine(loadEnvironment(root, "dev"), options);
}

type State = { deployment: { resources?: { type: string }[] } };

test("a violation applies nothing, and is told with rule, component and what to write", async () => {
  await using project = makeSmallProject();
  project.edit("components:", "policies: { rules: { min-replicas: mandatory } }\ncomponents:");
  const engine = await open(project);
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => void events.push(event);
  const failed = await engine.up({ onEvent }).catch((error: unknown) => error as Error);
  expect(failed).toMatchObject({ code: "policy_violated" });
  expect((failed as Error).message).toMatch(/min-replicas.*"api": only one of it runs/s);
  const { deployment } = (await engine.exportState()) as State;
  const made = (deployment.resources ?? []).map(({ type }) => type);
  expect(made.filter((type) => type.startsWith("andamio:"))).toEqual([]);
  const own = join(project.root, ".andamio/dev");
  expect(existsSync(own) ? readdirSync(own) : []).toEqual([]);
});

test("advice lets the environment be made, and is told", async () => {
  await using project = makeSmallProject();
  const engine = await open(project);
  const events: EngineEvent[] = [];
  const { changes } = await engine.preview({ onEvent: (event) => void events.push(event) });
  expect(changes["create"]).toBeGreaterThan(5);
  const told = events.filter((event) => event.kind === "policy");
  expect(told.filter(({ mandatory }) => mandatory)).toEqual([]);
  expect(told.map(({ message }) => message).join("\n")).toContain("nothing restarts it");
});
