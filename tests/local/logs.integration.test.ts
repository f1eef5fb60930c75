/** The logs of processes that run: merged by time, and whole while a full log is set aside. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, expect, test } from "vitest";

import type { Unit } from "../../platform/targets/local/unit.ts";
import { logFile } from "../../platform/targets/local/unit.ts";
import { readLogs } from "../../scripts/lib/logs/read-logs.ts";
import { findTools, makeProject, type Project, stop, until } from "./project.ts";

beforeAll(findTools, 600_000);

/** Writes numbered lines, in all 25 MB, once the file `go` is there; or slowly one and another. */
const programs = {
  "fast.mjs": `import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
console.log("ready");
while (!existsSync("go")) await sleep(20);
for (let first = 0; first < 100_000; first += 1000) {
  let text = "";
  for (let index = first; index < first + 1000; index++) text += index + " " + "x".repeat(240) + "\\n";
  await new Promise((resolve) => process.stdout.write(text, resolve));
  await sleep(10);
}
console.log("end");
setInterval(() => undefined, 1000);
`,
  "slow.mjs": `let index = 0;
setInterval(() => console.log(process.argv[2] + index++), 40);
`,
};

const unitOf = (project: Project, name: string, ...argv: string[]): Unit => ({
  name, component: name, kind: "workload", argv: [process.execPath, ...argv], cwd: project.root, env: {},
  stop, restart: true,
});

test("whoever follows while 25 MB are written gets each line once, and then the last ones", async () => {
  await using project = makeProject(programs);
  await project.supervisor.apply([unitOf(project, "fast", "fast.mjs")]);
  const path = logFile(project.paths, "fast");
  await until(() => existsSync(path), "it has a log");
  const end = new AbortController();
  const logs = await project.operations.logs({ components: ["fast"], signal: end.signal });
  let next = 0;
  for await (const { text } of readLogs(logs, { tail: 1, follow: true })) {
    if (text === "ready") writeFileSync(join(project.root, "go"), "");
    else if (text === "end") end.abort();
    else if (Number(text.split(" ")[0]) === next) next++;
    else throw new Error(`after ${next - 1} comes ${text.slice(0, 20)}`);
  }
  expect(next).toBe(100_000);
  expect(existsSync(`${path}.1`)).toBe(true);
  const again = await project.operations.logs({ components: [] });
  const last = await Array.fromAsync(readLogs(again, { tail: 60_000 }));
  expect(last.map(({ text }) => text.split(" ")[0]))
    .toEqual([...Array.from({ length: 59_999 }, (_, index) => String(40_001 + index)), "end"]);
}, 60_000);

test("lines of two processes come by their times, and since a time", async () => {
  await using project = makeProject(programs);
  const names = ["a", "b"];
  await project.supervisor.apply(names.map((name) => unitOf(project, name, "slow.mjs", name)));
  const read = async (options: Parameters<typeof readLogs>[1]) =>
    Array.fromAsync(readLogs(await project.operations.logs({ components: [] }), options));
  await until(async () => new Set((await read({})).map(({ unit }) => unit)).size === 2, "both write");
  const since = new Date();
  await sleep(600);
  const lines = await read({ since });
  const times = lines.map(({ time }) => time);
  expect(times).toEqual(times.toSorted());
  expect(times[0]! >= since.toISOString()).toBe(true);
  expect(new Set(lines.slice(0, 8).map(({ unit }) => unit)).size).toBe(2);
  expect(await read({ until: since, tail: 1 })).toHaveLength(2);
}, 60_000);
