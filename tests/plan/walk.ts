/**
 * A plan lists exactly what `up` then does: a walk through random environments on one place. SEED
 * gives the walk; whoever calls says how many steps it has.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";

import { loadEnvironment } from "../../platform/environment.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import { ownVolume } from "../../platform/targets/values.ts";
import { isChange } from "../../scripts/lib/changes.ts";
import { openEngine } from "../../scripts/lib/engine.ts";
import type { Place, Running } from "../places/place.ts";
import { makeProject, type Project } from "../project.ts";
import { runHere } from "../scripts/run-here.ts";
import { changeSpec, type Component, type Dice, firstSpec, makeDice, type Spec } from "./random-environment.ts";

export const environment = "truth";

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const secondsAStep = 180; // on a machine that does much else

const programs = {
  "server.mjs": `import { createServer } from "node:http";
const server = createServer((_request, response) => response.end("well"));
server.listen(process.env.PORT);
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });`,
  "wait.mjs": "process.on(\"SIGTERM\", () => process.exit(0)); setInterval(() => {}, 1_000_000);",
  "job.mjs": "console.log(\"done\");",
  "Dockerfile": `ARG BASE_IMAGE=node:24-bookworm-slim
FROM \${BASE_IMAGE}
WORKDIR /app
COPY . .
USER 10001`,
};

export function walk(open: () => Promise<Place>, steps: number): void {
  let place: Place;
  let project: Project;
  let spec = firstSpec();

  beforeAll(async () => {
    place = await open();
    Object.assign(process.env, place.variables); // the command line runs in this process
    const files = ["app", "other"].flatMap((folder) => [
      [`${folder}/which`, folder],
      ...Object.entries(programs).map(([name, text]) => [`${folder}/${name}`, text]),
    ]);
    project = makeProject({ name: environment, environment: "", files: Object.fromEntries(files) });
  });

  afterAll(async () => {
    try {
      await project?.[Symbol.asyncDispose]();
    } finally {
      await place?.close?.();
    }
  });

  test("the first deployment is what its plan lists", async () => {
    write(spec);
    await apply(spec, "the first deployment");
  }, 10 * secondsAStep * 1000);

  test("replicas: 3 under api, which the README changes, is a change of api alone", async () => {
    const { api } = spec.components;
    const { resources } = await change({ api: { ...api!, replicas: 3 } });
    expect(new Set(resources.map(({ component }) => component))).toEqual(new Set(["api"]));
  }, secondsAStep * 1000);

  test("a published port goes to the component that comes in the place of another one", async () => {
    const web = { ...spec.components["web"]!, publish: { port: 8181 } };
    await change({ web });
    await change({ web: undefined, site: web });
  }, 2 * secondsAStep * 1000);

  test("what a plan lists is what up does, resource by resource, in a random walk", async () => {
    console.info(`SEED=${seed}, ${steps} steps on ${place.target}`);
    const dice = makeDice(seed);
    for (let step = 1; step <= steps; step++) {
      const next = await findValid(dice);
      await apply(next.spec, `SEED=${seed}, step ${step}: ${next.told.join("; ")}`);
      if (step % 50 === 0) console.info(`${step} steps`);
    }
    expect((await preview()).resources, "nothing is left to do").toEqual([]);
  }, (steps + 1) * secondsAStep * 1000);

  async function change(components: Record<string, Component | undefined>): Promise<Plan> {
    const all = Object.entries({ ...spec.components, ...components });
    const kept = all.flatMap(([name, one]) => (one ? [[name, one] as const] : []));
    const next = { ...spec, components: Object.fromEntries(kept) };
    write(next);
    return apply(next, JSON.stringify(components));
  }

  async function findValid(dice: Dice): Promise<ReturnType<typeof changeSpec>> {
    for (;;) {
      const next = changeSpec(spec, dice);
      write(next.spec);
      if ((await runHere(project.root, ["validate", environment])).code === 0) return next;
    }
  }

  function write({ images, components, ...rest }: Spec): void {
    const all = {
      ...rest,
      target: place.target,
      ...place.settings,
      images: Object.fromEntries(Object.entries(images).map(([name, image]) =>
        [name, { ...image, ...place.image?.(name) }])),
      components: { ...components, ...place.components },
    };
    project.write(`environments/${environment}.yaml`, stringify(all));
  }

  /** Of what is written, which is `next`. */
  async function apply(next: Spec, what: string): Promise<Plan> {
    const plan = await preview();
    const before = await place.findRunning(project.root);
    const marks = await markVolumes();
    const done = await up();
    const listed = plan.resources.map(({ op, type, name }) => `${op} ${type} ${name}`).sort();
    expect(listed, what).toEqual(done);
    expect(plan.resources.filter(({ drift }) => drift), `${what}: drift that nobody caused`).toEqual([]);
    const told = new Set(plan.rows.flatMap(({ resources }) => resources));
    const untold = plan.resources.filter(({ name }) => !told.has(name)).map(({ name }) => name);
    expect(untold, `${what}: in no row`).toEqual([]);
    const ended = findEnded(before, await place.findRunning(project.root));
    const quiet = ended.filter((component) => !isDisturbed(plan, component));
    expect(quiet, `${what}: processes ended`).toEqual([]);
    const [old, kept] = [listData(spec), listData(next)];
    const lost = [...old].filter((volume) => !kept.has(volume)).sort();
    expect(listLosses(plan), `${what}: data`).toEqual(lost);
    expect(await findUnmarked(marks), `${what}: volumes emptied`).toEqual([]);
    spec = next;
    return plan;
  }

  async function preview(): Promise<Plan> {
    const { code, stdout, stderr } = await runHere(project.root, ["preview", environment, "--json"]);
    if (![0, 2].includes(code)) throw new Error(`preview ended with ${code}: ${stdout}${stderr}`);
    return JSON.parse(stdout) as Plan;
  }

  /** By the engine itself: what loses data needs no consent here. */
  async function up(): Promise<string[]> {
    const done = new Map<string, string>();
    const { root } = project;
    const options = { root, install: true, onProgress: () => undefined };
    const engine = await openEngine(loadEnvironment(root, environment), options);
    await engine.up({
      onEvent: (event) => {
        if (!isChange(event) || event.phase === "start") return;
        done.set(event.urn, `${event.op} ${event.type} ${event.name}`);
      },
    });
    return [...done.values()].sort();
  }

  async function listFolders(): Promise<[name: string, folder: string][]> {
    const volumes = Object.entries(await place.findVolumes(project.root));
    return volumes.flatMap(([name, folder]) => (folder === undefined ? [] : [[name, folder]]));
  }

  /** Gives the names of those that have a mark now. */
  async function markVolumes(): Promise<string[]> {
    const all = await listFolders();
    for (const [name, folder] of all) writeFileSync(join(folder, mark), name);
    return all.map(([name]) => name);
  }

  async function findUnmarked(names: readonly string[]): Promise<string[]> {
    const folders = new Map(await listFolders());
    const isMarked = (name: string): boolean => {
      const path = join(folders.get(name) ?? "", mark);
      return existsSync(path) && readFileSync(path, "utf8") === name;
    };
    return names.filter((name) => !isMarked(name));
  }
}

const mark = ".mark";

/** Components of which something that ran is gone. */
function findEnded(before: Running, after: Running): string[] {
  return Object.entries(before).flatMap(([component, old]) =>
    old.every((one) => after[component]?.includes(one)) ? [] : [component]);
}

function isDisturbed({ rows }: Plan, component: string): boolean {
  const effects = rows.flatMap((row) => row.effects).filter((one) => one.component === component);
  return effects.some(({ impact }) => !["no-op", "new"].includes(impact));
}

/** The volumes of an environment. */
function listData({ components }: Spec): Set<string> {
  return new Set(Object.entries(components).flatMap(([name, { kind, volumes = {} }]) =>
    kind === "Database" ? [ownVolume(name)] : Object.keys(volumes).map((one) => `${one}-volume`)));
}

/** The same, of which the plan says that they are lost. */
function listLosses({ losses }: Plan): string[] {
  const named = losses.map(({ id, component }) =>
    id.startsWith("volume ") ? `${id.slice("volume ".length)}-volume` : ownVolume(component));
  return [...new Set(named)].sort();
}
