/**
 * `pulumi up` typed by hand, with the variables of `andamio env`, works on the same stack as
 * `andamio up`, and judges by the same rules.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { findTool } from "../../scripts/lib/tools.ts";
import { makeWorld } from "../chaos/world.ts";

const run = promisify(execFile);

test("a stack that `andamio up` made is unchanged for a hand-typed `pulumi up`, and the other way round", async () => {
  await using world = await makeWorld();
  expect((await world.andamio("up", "t")).code).toBe(0);
  const variables = JSON.parse((await world.andamio("env", "t", "--json")).output) as Record<
    string,
    string
  >;
  const pulumi = (await findTool("pulumi", { onProgress: () => undefined, install: true })).path;
  const host = join(import.meta.dirname, "language-host");
  const env = { ...process.env, ...variables, PATH: [host, process.env["PATH"]].join(delimiter) };
  const typed = (...args: string[]) =>
    run(pulumi, args, { cwd: world.root, env }).then(({ stdout }) => stdout);
  const remembered = async () =>
    JSON.parse(await typed("stack", "output", "--stack", "t", "--json")) as unknown;
  const known = await remembered();
  expect(await typed("preview", "--stack", "t", "--diff", "--expect-no-changes")).toMatch(
    /\d+ unchanged/,
  );
  const said = await typed("up", "--stack", "t", "--yes", "--skip-preview");
  expect(said).toMatch(/Resources:\s+\d+ unchanged/);
  expect(await remembered()).toEqual(known);
  expect((await world.andamio("up", "t")).output).toMatch(/nothing changed/);
  const judged = ["preview", "--stack", "t", "--policy-pack", "policies"];
  expect(await typed(...judged)).toMatch(/andamio@v\d/);
  const file = join(world.root, "environments/t.yaml");
  const stricter = "policies: { rules: { min-replicas: mandatory } }\ncomponents:";
  writeFileSync(file, readFileSync(file, "utf8").replace("components:", stricter));
  const refused = await typed(...judged).catch((error: { stdout: string }) => error.stdout);
  expect(refused).toMatch(/\[mandatory\]\s+min-replicas/);
});
