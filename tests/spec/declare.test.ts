/** What an environment becomes: units, order, secrecy and mounts, all from references. */
import { describe, expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import type { Primitives } from "../../platform/targets/primitives.ts";
import type { Target } from "../../platform/targets/target.ts";
import { load } from "./project.ts";

type Emitted = {
  [K in keyof Primitives]: { kind: K; name: string; primitive: Primitives[K] };
}[keyof Primitives];

/** A target that keeps what it is asked for. */
function makeRecorder(): { target: Target; emitted: Emitted[] } {
  const emitted: Emitted[] = [];
  const ref = (name: string, output: string, secret = false) => ({ $ref: name, output, secret });
  const offers = (name: string) => ({
    program: { location: ref(name, "path"), digest: ref(name, "digest"), workdir: "/app" },
    path: ref(name, "path"),
    data: ref(name, "data"),
    value: { value: ref(name, "value", true), secret: true },
    host: { value: ref(name, "host"), secret: false, peer: { unit: name, port: 1 } },
    port: { value: ref(name, "port"), secret: false, peer: { unit: name, port: 1 } },
    url: { value: ref(name, "url"), secret: false, peer: { unit: name, port: 1 } },
    publicUrl: { value: ref(name, "url"), secret: false },
  });
  const lower = new Proxy(
    {},
    {
      get: (_, kind: keyof Primitives) => (name: string, primitive: never) => {
        emitted.push({ kind, name, primitive });
        return { resources: [], offers: offers(name) };
      },
    },
  ) as Target["lower"];
  const fail = (): never => {
    throw new Error("nothing here runs");
  };
  return {
    emitted,
    target: {
      name: "local",
      runsBy: "test:Program",
      internalPaths: "program",
      support: () => "honoured",
      lower,
      tools: fail,
      operate: fail,
    },
  };
}

function emit(text: string): Emitted[] {
  const { target, emitted } = makeRecorder();
  declare(load({ "dev.yaml": text }), { local: target });
  return emitted;
}

function primitiveOf<K extends keyof Primitives>(
  emitted: readonly Emitted[],
  kind: K,
  name: string,
): Primitives[K] {
  const found = emitted.find((one) => one.kind === kind && one.name === name);
  if (!found) throw new Error(`no ${kind} "${name}"`);
  return found.primitive as Primitives[K];
}

const head = "version: 1\ntarget: local\nimages: { app: { build: ./app } }\ncomponents:\n";

describe("with a database, its users and a Job", () => {
  const emitShop = (): Emitted[] =>
    emit(`${head}
  api: { kind: Service, image: app, command: [node, a.js, "--host=\${db.host}"], port: 8000, envFrom: [app, more], env: { LOG: debug, BOTH: "\${db.host}:\${cache.port}" } }
  nightly: { kind: CronJob, image: app, command: [node, c.js], schedule: "0 2 * * *", env: { API: "\${api.url}", PUBLIC: "\${api.publicUrl}" } }
  seed: { kind: Job, image: app, command: [node, s.js], after: [migrate] }
  migrate: { kind: Job, image: app, command: [node, m.js], envFrom: [app] }
  cache: { kind: Redis }
  db: { kind: Database, engine: postgresql, name: shop, user: keeper }
envGroups:
  app: { DATABASE_URL: "\${db.url}", LOG: info, WHO: "\${environment.name} in \${environment.timezone}", PLAIN: "$\${db.url}" }
  more: { LOG: warn, EXTRA: more }
labels: { team: a, tier: b }
`);

  test("an image is built once, however many run it", () => {
    const emitted = emitShop();
    expect(emitted.filter(({ kind }) => kind === "build")).toMatchObject([
      {
        kind: "build",
        name: "app-build",
        primitive: {
          context: "./app",
          steps: ["npm ci", "npm run build --if-present"],
          workdir: "/app",
        },
      },
    ]);
  });

  test("a generated password opens the data in the volume", () => {
    const emitted = emitShop();
    expect(primitiveOf(emitted, "secret", "db-password")).toEqual({
      generate: { bytes: 32, format: "base64url" },
    });
    expect(primitiveOf(emitted, "volume", "db-data")).toEqual({
      owner: "postgresql",
      sizeBytes: 10 * 2 ** 30,
    });
    expect(primitiveOf(emitted, "store", "db")).toMatchObject({
      engine: "postgresql",
      version: "15",
      password: { $ref: "db-password", secret: true },
      volume: "db-data",
      path: { $ref: "db-data" },
      data: { $ref: "db-data" },
      database: { name: "shop", user: "keeper" },
    });
  });

  test("a URL is put together, and as secret as the password in it", () => {
    const emitted = emitShop();
    const { env } = primitiveOf(emitted, "job", "migrate");
    expect(env.DATABASE_URL).toMatchObject({
      secret: true,
      peer: { unit: "db" },
      data: { $ref: "db-data" },
      value: {
        $join: [
          "postgresql://keeper:",
          { $ref: "db-password" },
          "@",
          { $ref: "db", output: "host" },
          ":",
          { $ref: "db", output: "port" },
          "/shop",
        ],
      },
    });
    expect(env.WHO).toEqual({ value: "dev in America/Argentina/Buenos_Aires", secret: false });
    expect(env.PLAIN).toEqual({ value: "${db.url}", secret: false });
  });

  test("later groups win over earlier ones, and its own variables over all", () => {
    const emitted = emitShop();
    const { env } = primitiveOf(emitted, "workload", "api");
    expect([env.LOG?.value, env.EXTRA?.value]).toEqual(["debug", "more"]);
  });

  test("everything of an image waits for its Jobs, Jobs for each other, and all for what they use", () => {
    const emitted = emitShop();
    expect(primitiveOf(emitted, "workload", "api").needs).toEqual(
      expect.arrayContaining(["seed", "migrate", "db", "cache"]),
    );
    expect(primitiveOf(emitted, "schedule", "nightly").needs).toEqual(
      expect.arrayContaining(["seed", "migrate", "api"]),
    );
    expect(primitiveOf(emitted, "job", "seed").needs).toEqual(["migrate"]);
    expect(primitiveOf(emitted, "job", "migrate").needs).toEqual(["db"]);
  });

  test("a command may hold what is not secret", () => {
    const emitted = emitShop();
    expect(primitiveOf(emitted, "workload", "api").command).toEqual([
      "node",
      "a.js",
      { $join: ["--host=", { $ref: "db", output: "host", secret: false }] },
    ]);
  });

  test("the public address is known first", () => {
    const emitted = emitShop();
    expect(emitted[0]).toMatchObject({ kind: "route", name: "api-route" });
    expect(primitiveOf(emitted, "schedule", "nightly").env.PUBLIC).toMatchObject({
      value: { $ref: "api-route" },
    });
  });

  test("labels of the environment are on everything that runs", () => {
    const emitted = emitShop();
    expect(primitiveOf(emitted, "schedule", "nightly").labels).toEqual({ team: "a", tier: "b" });
  });
});

test("SQLite brings its volume to whoever uses it, and the old version stops before the new one starts", () => {
  const emitted = emit(`${head}
  db: { kind: Database, engine: sqlite, path: store/shop.db }
  migrate: { kind: Job, image: app, command: [node, m.js], env: { DATABASE_URL: "\${db.url}" } }
  api: { kind: Service, image: app, command: [node, a.js], port: 8000, env: { FILE: "\${db.path}" } }
  other: { kind: Service, image: app, command: [node, o.js], port: 8001 }
`);
  const mounts = [{ volume: "db-data", path: "store" }];
  expect(primitiveOf(emitted, "job", "migrate")).toMatchObject({
    mounts,
    env: {
      DATABASE_URL: {
        value: { $join: ["file:", { $ref: "db-data" }, "/shop.db"] },
        secret: false,
        data: { $ref: "db-data" },
      },
    },
  });
  expect(primitiveOf(emitted, "workload", "api")).toMatchObject({ mounts, update: "recreate" });
  expect(primitiveOf(emitted, "workload", "other")).toMatchObject({
    mounts: [],
    update: "rolling",
  });
  expect(emitted.some(({ kind }) => kind === "store" || kind === "secret")).toBe(false);
});

test("a secret that is read from elsewhere is named, and never in a declaration", () => {
  process.env.ANDAMIO_TEST_SECRET = "never-shown";
  const text = `${head}  dsn: { kind: Secret, from: { variable: ANDAMIO_TEST_SECRET } }\n`;
  expect(primitiveOf(emit(text), "secret", "dsn")).toEqual({
    source: { $source: { variable: "ANDAMIO_TEST_SECRET" }, secret: "dsn" },
  });
  expect(JSON.stringify(declare(load({ "dev.yaml": text })))).not.toContain("never-shown");
});

test("times and sizes reach the target as numbers", () => {
  const emitted = emit(`${head}
  cache: { kind: Redis, maxMemory: 1Gi, persistence: none, eviction: allkeys-lru }
  api: { kind: Service, image: app, command: [node, a.js], port: 8000, publish: { port: 5001, address: all }, cpu: 2, memory: 1.5Gi, stop: { grace: 1m30s }, health: { path: /h, livePath: /l, interval: 500ms } }
  nightly: { kind: CronJob, image: app, command: [node, c.js], schedule: "0 2 * * *", timezone: Europe/Madrid, timeout: 1d, retries: 3, overlap: replace, suspended: true }
`);
  expect(primitiveOf(emitted, "store", "cache").cache).toEqual({
    persistence: "none",
    maxMemoryBytes: 2 ** 30,
    eviction: "allkeys-lru",
  });
  expect(primitiveOf(emitted, "route", "api-route")).toEqual({
    to: "api",
    port: 8000,
    publish: { port: 5001, address: "all" },
  });
  expect(primitiveOf(emitted, "workload", "api")).toMatchObject({
    limits: { cpu: 2, memoryBytes: 1.5 * 2 ** 30 },
    stop: { signal: "SIGTERM", graceSeconds: 90 },
    livePath: "/l",
    ready: { path: "/h", intervalSeconds: 0.5, timeoutSeconds: 3, retries: 3 },
  });
  expect(primitiveOf(emitted, "schedule", "nightly")).toMatchObject({
    cron: "0 2 * * *",
    timezone: "Europe/Madrid",
    timeoutSeconds: 86_400,
    retries: 3,
    overlap: "replace",
    suspended: true,
  });
});
