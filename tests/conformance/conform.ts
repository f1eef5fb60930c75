/**
 * What every target must do with every example of every component, and with every verb: one
 * environment holds them all, and what there is is asked of the place itself.
 */
import { createHash } from "node:crypto";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { components } from "../../platform/components/index.ts";
import { anyFreePort } from "../../platform/targets/local/ports.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import type { Place } from "../places/place.ts";
import { nameOutputs, placeExamples } from "./examples.ts";
import { certificate, makeWorld, type World } from "./world.ts";

export const name = "conform";

const cert = { kind: "Secret", from: { file: "./secrets/cert.p12" } };
const holder = {
  ...{ kind: "Worker", image: "app", command: ["node", "dist/worker.js"] },
  ...{ env: { CERT: "${cert.value}" }, secretsAs: "file", requests: { cpu: 0.01, memory: "32Mi" } },
};

export function conform(open: () => Promise<Place>): void {
  let place: Place;
  let world: World;
  let all: ReturnType<typeof placeExamples>["components"];

  beforeAll(async () => {
    place = await open();
    const port = await anyFreePort();
    const together = placeExamples((spec, kind) => fit(spec, kind, port));
    all = together.components;
    const asker = {
      ...{ kind: "Service", image: "app", command: ["node", "dist/server.js"], port: 8000 },
      ...{ env: nameOutputs(all), requests: { cpu: 0.01, memory: "32Mi" } },
    };
    world = await makeWorld({
      version: 1,
      target: place.target,
      ...place.settings,
      images: { app: { build: "./app", steps: [], ...place.image?.("app") } },
      components: { ...all, asker, cert, holder, ...place.components },
    }, place.variables);
  }, 600_000);

  afterAll(async () => {
    try {
      await world?.[Symbol.asyncDispose]();
    } finally {
      await place?.close?.();
    }
  }, 300_000);

  const running = () => place.findRunning(world.root);
  const listVolumes = async () => Object.keys(await place.findVolumes(world.root));
  const status = async (): Promise<readonly UnitStatus[]> =>
    (JSON.parse(await world.must("status", name, "--json")) as { units: UnitStatus[] }).units;

  test("C000-52 every example of every component is deployed by one command, and the same again changes nothing", async () => {
    await world.must("up", name);
    const before = await running();
    expect(await world.must("up", name)).toContain("nothing changed");
    expect(await running()).toEqual(before);
  }, 1_200_000);

  test("the place itself says that of each as many run as were asked for", async () => {
    const found = await running();
    for (const [component, spec] of Object.entries(all)) {
      const { runs } = components[spec.kind]!;
      if (runs === "always") expect(found[component], component).toHaveLength(Number(spec["replicas"] ?? 1));
      if (isServer(spec)) expect(found[component], component).toHaveLength(1);
    }
  });

  test("each output leads to what it says, from where a program of the environment stands", async () => {
    const said = await world.must("exec", name, "asker", "--json", "--", "node", "dist/ask.js");
    const { stdout } = JSON.parse(said) as { stdout: string };
    expect(JSON.parse(stdout)).toEqual({ asked: Object.keys(nameOutputs(all)).length, wrong: {} });
    expect([...world.forge.kept.keys()].sort()).toEqual(["secrets JWT_SECRET", "variables NAME"]);
  });

  test("D11 a file that is no text arrives byte for byte, and is shown in no encoding", async () => {
    const print = async (what: string): Promise<string> => {
      const read = "const bytes = require(\"fs\").readFileSync(process.env.CERT_FILE)";
      const command = ["node", "-e", `${read}; console.log(${what})`];
      const said = await world.must("exec", name, "holder", "--json", "--", ...command);
      return (JSON.parse(said) as { stdout: string }).stdout;
    };
    const digest = createHash("sha256").update(certificate).digest("hex");
    expect(await print("require(\"crypto\").createHash(\"sha256\").update(bytes).digest(\"hex\")"))
      .toBe(`${digest}\n`);
    for (const encoding of ["hex", "base64", "base64url", "latin1"] as const) {
      const shown = await print(`"<" + bytes.toString("${encoding}") + ">"`);
      expect(shown, encoding).toBe("<[secret]>\n");
    }
  });

  test("L001-20 status says the same of each, wherever it runs", async () => {
    // a busy machine answers a check late, now and then
    const settled = { timeout: 120_000, interval: 1000 };
    const units = await vi.waitFor(async () => {
      const now = await status();
      expect(now.filter(({ state }) => ["failed", "starting"].includes(state))).toEqual([]);
      return now;
    }, settled);
    const states = Object.fromEntries(units.map(({ component, state }) => [component, state]));
    for (const [component, spec] of Object.entries(all)) {
      const wanted = stateOf(spec);
      if (wanted !== undefined) expect(`${component} ${states[component]}`).toBe(`${component} ${wanted}`);
    }
  }, 180_000);

  test("C000-53 C000-54 logs, run and exec do the same everywhere", async () => {
    expect(await world.must("logs", name, "worker-1")).toContain("worker-1");
    expect(await world.must("logs", name, "worker-1")).toContain("working");
    expect(await world.must("run", name, "cron-job-2")).toContain("did report");
    const ran = (await status()).find(({ component }) => component === "cron-job-2");
    expect(ran?.lastRun?.exitCode).toBe(0);
    const { code } = await world.andamio("exec", name, "worker-1", "--", "node", "-e", "process.exit(7)");
    expect(code).toBe(7);
  });

  test("N003-155 restart and recreate give new ones in their place, and touch no other", async () => {
    for (const verb of ["restart", "recreate"]) {
      const before = await running();
      await world.must(verb, name, "service-1");
      const after = await running();
      for (const id of before["service-1"]!) expect(after["service-1"], verb).not.toContain(id);
      expect(after["service-1"], verb).toHaveLength(2);
      expect({ ...after, "service-1": [] }, verb).toEqual({ ...before, "service-1": [] });
    }
    expect((await status()).find(({ component }) => component === "service-1")?.state).toBe("ready");
  }, 600_000);

  test("C000-55 down stops everything and keeps the volumes; destroy --data wants to be told twice", async () => {
    const volumes = await listVolumes();
    expect(volumes.length).toBeGreaterThan(4);
    await world.must("down", name);
    await vi.waitFor(async () => expect(await running()).toEqual({}), { timeout: 60_000 });
    expect(await listVolumes()).toEqual(volumes);
    const { code, output } = await world.andamio("destroy", name, "--data");
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining("--yes") as string });
    await world.must("destroy", name, "--data", "--yes");
    expect(await listVolumes()).toEqual([]);
  }, 600_000);
}

/** Small, patient where the machine is busy, and on a port that is nobody's. */
function fit(spec: Record<string, unknown>, kind: string, port: number): Record<string, unknown> {
  const { properties } = components[kind]!.schema;
  const small = { cpu: 0.2, memory: "256Mi" };
  return {
    ...("storage" in properties && spec["engine"] !== "sqlite" ? small : {}),
    ...("requests" in properties ? { requests: { cpu: 0.01, memory: "32Mi" } } : {}),
    ...spec,
    ...("health" in spec ? { health: { ...(spec["health"] as object), timeout: "20s" } } : {}),
    ...("publish" in spec ? { publish: { port: port + (kind === "Static" ? 1 : 0) } } : {}),
  };
}

function isServer({ kind, ...spec }: { kind: string } & Record<string, unknown>): boolean {
  return "storage" in components[kind]!.schema.properties && spec["engine"] !== "sqlite";
}

function stateOf(spec: { kind: string } & Record<string, unknown>): string | undefined {
  const { runs } = components[spec.kind]!;
  if (runs === "once") return "done";
  if (runs === "at times") return spec["suspended"] === true ? "suspended" : "scheduled";
  return runs === "always" || isServer(spec) ? "ready" : undefined;
}
