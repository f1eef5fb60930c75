/** Edits that are running a moment later. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import type { UnitStatus } from "../../platform/targets/operations.ts";
import { makeProject } from "../spec/project.ts";
import { runHere } from "./run-here.ts";
import { makeSmallProject } from "./small-project.ts";

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await holds().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error(`never came true: ${what}`);
}

test("an edit of a source or of the file is running soon, a broken one is told, and Ctrl-C ends the watching alone", async () => {
  await using project = makeSmallProject();
  const { process: watcher, ended } = project.start("dev");
  const answer = async (): Promise<string> => {
    const { stdout } = await project.andamio("status --json");
    const { units } = JSON.parse(stdout) as { units: UnitStatus[] };
    const address = units.find(({ component }) => component === "api")?.address;
    return (await fetch(address!)).text();
  };
  await until(async () => (await answer()) === "1", "the first version");
  project.edit("VERSION: \"1\"", "VERSION: \"2\"");
  await until(async () => (await answer()) === "2", "the edited file");
  const server = join(project.root, "app/server.mjs");
  writeFileSync(server, "throw new Error('torn')");
  await sleep(3000);
  expect(await answer()).toBe("2");
  const whole = `import { createServer } from "node:http";
createServer((_, response) => response.end("three")).listen(process.env.PORT, "127.0.0.1");`;
  writeFileSync(server, whole);
  await until(async () => (await answer()) === "three", "the edited source");
  watcher.kill("SIGINT");
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain("goes on running");
  expect(await answer()).toBe("three");
}, 240_000);

test("a target that does not follow this machine is refused, with those that do", async () => {
  const yaml = "version: 1\ntarget: kubernetes\ncomponents: { key: { kind: Secret, generate: {} } }\n";
  const { code, stderr } = await runHere(makeProject({ "dev.yaml": yaml }), ["dev"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/kubernetes does not follow[^]*local or docker/);
});
