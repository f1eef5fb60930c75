/** A small environment on this machine, and what a change really does to each of its components. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import type { Impact, Plan } from "../../platform/plan/plan.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { startLoad } from "../load.ts";
import { merge } from "../policies/good.ts";
import { runHere } from "../scripts/run-here.ts";
import { hasGap, openMarks, programs } from "./marks.ts";

const repository = join(import.meta.dirname, "../..");

const makeSpec = (root: string): unknown => parse(`
version: 1
target: local
images:
  app: { build: ./app, steps: [] }
envGroups:
  shared: { TONE: low, KIND: common }
components:
  file: { kind: Database, engine: sqlite, role: analytics }
  db: { kind: Database, engine: postgresql }
  cache: { kind: Redis, persistence: aof }
  key: { kind: Secret, generate: { bytes: 48 } }
  given: { kind: Secret, from: { variable: IMPACT_GIVEN } }
  once: { kind: Job, image: app, command: [node, job.mjs] }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    envFrom: [shared]
    env: { V: "1", KEY: "\${key.value}", TRACE: ROOT/api }
    port: 8131
    replicas: 2
    health: { path: /health, startPeriod: 30s }
  web:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { V: "1", FILE: "\${file.path}", TRACE: ROOT/web }
    port: 8132
    publish: { port: 8132 }
    health: { path: /health, startPeriod: 30s }
  disk:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { V: "1", TRACE: ROOT/disk }
    volumes: { files: { path: kept } }
    port: 8133
    health: { path: /health, startPeriod: 30s }
  probe: { kind: Worker, image: app, command: [node, wait.mjs], env: { DB: "\${db.url}", CACHE: "\${cache.url}" } }
  tasks: { kind: Worker, image: app, command: [node, wait.mjs], env: { V: "1", GIVEN: "\${given.value}" }, replicas: 2 }
  tidy: { kind: CronJob, image: app, command: [node, job.mjs], schedule: "0 2 * * *" }
`.replaceAll("ROOT", root));

const services = ["api", "web", "disk"];

export interface World extends AsyncDisposable {
  /** Changes components, and gives what was promised and what then happened to each. */
  apply(patch: Patch): Promise<{ promised: Promises; observed: Promises }>;
}

export type Patch = Readonly<Record<string, unknown>>;
export type Promises = Record<string, Impact>;

export async function makeWorld(): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), "andamio-impact-"));
  for (const folder of ["environments", "platform", "app"]) mkdirSync(join(root, folder));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(root, "app", name), text);
  writeFileSync(join(root, "platform/index.ts"), "export {};\n");
  writeFileSync(join(root, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml"), "utf8")
    .replace("path: ./platform/provider", `path: ${join(repository, "platform/provider")}`));
  process.env.IMPACT_GIVEN = "given";
  const must = async (...words: string[]) => {
    const { code, stdout, stderr } = await runHere(root, words);
    if (code !== 0) throw new Error(`andamio ${words.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  };
  const write = (spec: unknown) => writeFileSync(join(root, "environments/dev.yaml"), stringify(spec));
  const inside = async (component: string, ...command: string[]) => {
    const { stdout } = JSON.parse(await must("exec", "dev", component, "--json", "--", ...command)) as { stdout: string };
    return stdout.trim();
  };
  let spec = makeSpec(root);
  const marks = await openMarks(inside, () => folderOf(spec));
  const units = async () => (JSON.parse(await must("status", "--json")) as { units: UnitStatus[] }).units;
  const readTrace = (name: string) => readFileSync(join(root, name), "utf8").trim().split("\n");
  const first = spec;
  write(spec);
  await must("up");
  return {
    async apply(patch) {
      const touched = Object.keys(patch).filter((name) => holdsData(spec, name));
      await marks.set(touched);
      const before = await units();
      const { envGroups, ...components } = patch;
      spec = merge(spec, { components, ...(envGroups === undefined ? {} : { envGroups }) });
      write(spec);
      const plan = JSON.parse((await runHere(root, ["preview", "--json"])).stdout) as Plan;
      write({ ...(spec as object), acknowledge: acknowledge(plan) });
      const loads = before
        .filter(({ component, address }) => services.includes(component) && address !== undefined)
        .map(({ component, address }) => ({
          component, load: startLoad(address!), seen: readTrace(component).length,
        }));
      await must("up");
      const failed = new Set<string>();
      // where it takes but a moment, a request waits for who serves next
      for (const { component, load, seen } of loads) {
        const isCut = (await load.end()).failed.length > 0;
        if (isCut || hasGap(readTrace(component), seen)) failed.add(component);
      }
      write(spec);
      const after = await units();
      // what does not run cannot be asked
      const asked = touched.filter((name) => patchOf(patch, name).replicas !== 0);
      const lost = await marks.findLost(asked);
      const observed = before.map((unit): [string, Impact] => {
        const now = after.find(({ component }) => component === unit.component);
        return [unit.component, observe(unit, now, failed.has(unit.component))];
      });
      const losses = lost.map((name): [string, Impact] => [name, "data loss"]);
      return { promised: promisesOf(plan), observed: Object.fromEntries([...observed, ...losses]) };
    },
    async [Symbol.asyncDispose]() {
      write(first);
      await runHere(root, ["destroy", "--data", "--yes"]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function holdsData(spec: unknown, name: string): boolean {
  type Component = { kind: string; volumes?: object };
  const { components } = spec as { components: Record<string, Component> };
  const { kind, volumes = {} } = components[name]!;
  return ["Database", "Redis"].includes(kind) || Object.keys(volumes).length > 0;
}

function folderOf(spec: unknown): string {
  type Volumes = Record<string, { path: string }>;
  const { volumes } = (spec as { components: { disk: { volumes: Volumes } } }).components.disk;
  // one that was taken away has left nothing there
  return Object.values(volumes)[0]?.path ?? "kept";
}

function patchOf(patch: Patch, name: string): { replicas?: number } {
  return patch[name] ?? {};
}

/** What a person would write who has read the plan. */
function acknowledge({ losses }: Plan): Record<string, object> {
  const words = { reason: "tried here", owner: "platform@example.com" };
  const given: Record<string, Record<string, object>> = {};
  // each its own, since the file takes no alias
  for (const { component, id } of losses) (given[component] ??= {})[id] = { ...words };
  return given;
}

function promisesOf({ rows }: Plan): Promises {
  const all = rows.flatMap(({ effects }) => effects);
  return Object.fromEntries(all.map(({ component, impact }) => [component, impact]));
}

function observe(before: UnitStatus, after: UnitStatus | undefined, failed: boolean): Impact {
  if (failed) return "brief downtime";
  if (before.kind === "CronJob") return "no-op"; // its processes wait for the time
  const [old, now] = [before, after].map((unit) => unit?.pids ?? []) as [number[], number[]];
  const gone = old.filter((pid) => !now.includes(pid));
  if (gone.length === 0) return isMore(old, now) ? "new" : "no-op";
  if (before.kind === "Service" || gone.length < old.length) return "rolling";
  return before.kind === "Worker" ? "restart" : "brief downtime";
}

function isMore(before: readonly number[], after: readonly number[]): boolean {
  return after.length > before.length;
}
