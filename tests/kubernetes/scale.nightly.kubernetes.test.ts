/** What is rendered is taken by a real API server in a trial run, also when there is much of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { loadEnvironment } from "../../platform/environment.ts";
import { kubernetes } from "../../platform/targets/kubernetes/index.ts";
import { writeOwnFiles } from "../../scripts/lib/own-files.ts";
import { onKubernetes } from "../lab/lab.ts";
import { declareFile } from "./objects.ts";

const namespace = "two-hundred";
const built = { "app-build": `registry.example.com/app@sha256:${"0".repeat(64)}` };
const root = join(import.meta.dirname, "../..");

onKubernetes("what is rendered", (lab) => {
  let folder: string;

  beforeAll(async () => {
    await lab.clean(namespace);
    lab.kubectl("create", "namespace", namespace);
    folder = mkdtempSync(join(tmpdir(), "andamio-scale-"));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await lab.clean(namespace);
  });

  /** Unknown and wrong fields are errors. */
  const tryOut = (path: string) => {
    const strict = ["apply", "--dry-run=server", "--server-side", "--validate=strict"];
    return lab.kubectl(...strict, "-f", path).trim().split("\n");
  };

  test("two hundred services pass a server-side dry run", () => {
    const service = {
      kind: "Service", image: "app", command: ["node", "dist/server.js"], port: 8000, replicas: 2,
      health: { path: "/health", livePath: "/livez" }, env: { URL: "${cache.url}" },
    };
    const services = Array.from({ length: 200 }, (_, index) => [`service-${index}`, { ...service }]);
    const begun = performance.now();
    const components = { cache: { kind: "Redis" }, ...Object.fromEntries(services) as object };
    const all = declareFile(components, { kubernetes: { namespace } });
    const { "kustomization.yaml": _list, ...files } = kubernetes.render!(all, built);
    const rendered = performance.now();
    writeOwnFiles(folder, files, "x");
    const taken = tryOut(folder);
    const times = [rendered - begun, performance.now() - rendered];
    const [first, second] = times.map((ms) => (ms / 1000).toFixed(1));
    console.log(`200 services: ${taken.length} objects rendered in ${first} s, tried in ${second} s`);
    expect(taken.filter((line) => line.startsWith("deployment.apps/service-"))).toHaveLength(200);
    expect(taken.every((line) => line.includes("(server dry run)"))).toBe(true);
  });

  test("each object of the environment prod is one that the server takes", () => {
    const environment = loadEnvironment(root, "prod");
    const settings = { ...environment.settings, namespace };
    const { "kustomization.yaml": _list, ...files } = kubernetes.render!(
      declare({ ...environment, settings }),
      built,
    );
    const path = join(folder, "prod");
    writeOwnFiles(path, files, "x");
    const taken = tryOut(path);
    expect(taken.length).toBeGreaterThan(30);
    expect(taken.every((line) => line.includes("(server dry run)"))).toBe(true);
  });
});
