/** A rotation with the real engine: the users get the new value, and the old one for a while. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { makeSmallProject } from "../scripts/small-project.ts";

const server = `import { createServer } from "node:http";
createServer((request, response) => response.end(JSON.stringify([process.env.KEY, process.env.OLD])))
  .listen(process.env.PORT, "127.0.0.1");
`;

test("rotate starts the users anew, and keeps the old value for the overlap and no longer", async () => {
  await using project = makeSmallProject();
  writeFileSync(join(project.root, "app/server.mjs"), server);
  project.edit("generate: { bytes: 48 } }", "generate: { bytes: 48 }, overlap: 1d, maxAge: 90d }");
  project.edit("KEY: \"${key.value}\"", "KEY: \"${key.value}\", OLD: \"${key.previous}\"");
  const ask = async () => {
    const { stdout } = await project.andamio("status --json");
    const { units } = JSON.parse(stdout) as { units: { component: string; address?: string }[] };
    const { address = "" } = units.find(({ component }) => component === "api")!;
    return (await fetch(address)).json() as Promise<[string, string]>;
  };
  expect((await project.andamio("up")).code).toBe(0);
  const [first, nobody] = await ask();
  expect(nobody).not.toBe(first);

  const rotated = await project.andamio("secrets rotate key");
  expect(rotated.code, rotated.stderr).toBe(0);
  expect(rotated.stderr).toContain("key is new; starting anew: api");
  const [second, previous] = await ask();
  expect([second === first, previous]).toEqual([false, first]);
  const said = rotated.stdout + rotated.stderr;
  for (const secret of [first, second]) expect(said).not.toContain(secret);

  const file = join(project.root, ".andamio/secrets/dev.json");
  const record = JSON.parse(readFileSync(file, "utf8")) as { key: { overlapUntil: string } };
  record.key.overlapUntil = new Date(0).toISOString();
  writeFileSync(file, JSON.stringify(record));
  const ended = await project.andamio("up");
  expect(ended.stderr).toContain("the value before the last rotation is void: key");
  const [third, forgotten] = await ask();
  expect(third).toBe(second);
  expect([first, second]).not.toContain(forgotten);
});
