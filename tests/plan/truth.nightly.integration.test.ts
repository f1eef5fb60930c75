/**
 * A plan lists exactly what `up` then does: a walk through random environments on this machine.
 * SEED gives the walk, TRUTH_STEPS its length.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";

import { loadEnvironment } from "../../platform/environment.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { isChange } from "../../scripts/lib/changes.ts";
import { openEngine } from "../../scripts/lib/engine.ts";
import { runHere } from "../scripts/run-here.ts";
import { changeSpec, firstSpec, makeDice, type Spec } from "./random-environment.ts";

const repository = join(import.meta.dirname, "../..");
const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const steps = Number(process.env["TRUTH_STEPS"] ?? 25);
const secondsAStep = 180; // on a machine that does much else

const programs = {
  "server.mjs": `import { createServer } from "node:http";
const server = createServer((_request, response) => response.end("well"));
server.listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });`,
  "wait.mjs": "setInterval(() => {}, 1_000_000);",
  "job.mjs": "console.log(\"done\");",
};

/** By component. */
type Pids = ReadonlyMap<string, readonly number[]>;

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "andamio-truth-"));
  for (const folder of ["environments", "platform", "app", "other"]) mkdirSync(join(root, folder));
  for (const [name, text] of Object.entries(programs)) {
    for (const folder of ["app", "other"]) writeFileSync(join(root, folder, name), `// ${folder}\n${text}`);
  }
  writeFileSync(join(root, "platform/index.ts"), "export {};\n");
  writeFileSync(join(root, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml"), "utf8")
    .replace("path: ./platform/provider", `path: ${join(repository, "platform/provider")}`));
});

afterAll(async () => {
  await runHere(root, ["destroy", "dev", "--data", "--yes"]);
  rmSync(root, { recursive: true, force: true });
});

test("what a plan lists is what up does, resource by resource, in a random walk", async () => {
  console.info(`SEED=${seed} TRUTH_STEPS=${steps}`);
  const dice = makeDice(seed);
  let spec = firstSpec();
  write(spec);
  await apply("the first deployment");
  for (let step = 1; step <= steps; step++) {
    const next = await findValid(spec, dice);
    await apply(`SEED=${seed}, step ${step}: ${next.told.join("; ")}`);
    spec = next.spec;
  }
  expect((await preview()).resources, "nothing is left to do").toEqual([]);
}, (steps + 2) * secondsAStep * 1000);

async function findValid(spec: Spec, dice: ReturnType<typeof makeDice>) {
  for (;;) {
    const next = changeSpec(spec, dice);
    write(next.spec);
    if ((await runHere(root, ["validate", "dev"])).code === 0) return next;
  }
}

async function apply(what: string): Promise<void> {
  const plan = await preview();
  const before = await readPids();
  const done = await up();
  const listed = plan.resources.map(({ op, type, name }) => `${op} ${type} ${name}`).sort();
  expect(listed, what).toEqual(done);
  expect(plan.resources.filter(({ drift }) => drift), `${what}: drift that nobody caused`).toEqual([]);
  const told = new Set(plan.rows.flatMap(({ resources }) => resources));
  const untold = plan.resources.filter(({ name }) => !told.has(name)).map(({ name }) => name);
  expect(untold, `${what}: in no row`).toEqual([]);
  const ended = findEnded(before, await readPids());
  const quiet = ended.filter((component) => !isDisturbed(plan, component));
  expect(quiet, `${what}: processes ended`).toEqual([]);
}

/** Components of which a process is gone. */
function findEnded(before: Pids, after: Pids): string[] {
  return [...before.keys()].filter((component) => {
    const now = after.get(component) ?? [];
    return before.get(component)!.some((pid) => !now.includes(pid));
  });
}

function isDisturbed({ rows }: Plan, component: string): boolean {
  const effects = rows.flatMap((row) => row.effects).filter((one) => one.component === component);
  return effects.some(({ impact }) => !["no-op", "new"].includes(impact));
}

function write(spec: Spec): void {
  writeFileSync(join(root, "environments/dev.yaml"), stringify(spec));
}

async function preview(): Promise<Plan> {
  const { code, stdout, stderr } = await runHere(root, ["preview", "dev", "--json"]);
  if (![0, 2].includes(code)) throw new Error(`preview ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Plan;
}

/** By the engine itself: what loses data needs no consent here. */
async function up(): Promise<string[]> {
  const done = new Map<string, string>();
  const options = { root, install: true, onProgress: () => undefined };
  const engine = await openEngine(loadEnvironment(root, "dev"), options);
  await engine.up({
    onEvent: (event) => {
      if (!isChange(event) || event.phase === "start") return;
      done.set(event.urn, `${event.op} ${event.type} ${event.name}`);
    },
  });
  return [...done.values()].sort();
}

/** Of what runs all the time. */
async function readPids(): Promise<Pids> {
  const { stdout } = await runHere(root, ["status", "dev", "--json"]);
  const { units } = JSON.parse(stdout) as { units: UnitStatus[] };
  const running = units.filter(({ kind }) => ["Service", "Worker"].includes(kind));
  return new Map(running.map(({ component, pids = [] }) => [component, pids]));
}
