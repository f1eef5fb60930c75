/**
 * An environment that version 0.1.0 deployed keeps its resources: their names, types and properties
 * stay, so that the next `up` replaces nothing. Intended changes are listed here.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Declared, listChanges } from "./list-changes.ts";

/** Docker's plugin reads 1 core back as "1.0", and replaces a container whose text differs. */
const asReadBack = "as the plugin reads them back, so nothing differs";
/** Docker's plugin refuses them below API 1.45. */
const ignored = "its changes are ignored, so a container that has the option keeps it";

const unaddressed = {
  "docker:index/container:Container docker.proxy-container props networksAdvanced 0 ipv4Address":
    "null in a network that was there, which the plugin takes for none",
};

function listMountOptions(mounts: Readonly<Record<string, number>>): Record<string, string> {
  const paths = Object.entries(mounts).flatMap(([name, count]) =>
    [...Array(count).keys()].map((at) => `${name} props mounts ${at} volumeOptions`),
  );
  return Object.fromEntries(
    paths.map((path) => [`docker:index/container:Container ${path}`, ignored]),
  );
}

/** The program learns its proxy and its scheme, so a Service rolls once. */
const proxied = "what the program must know of its proxy";

const proxiedContainers = listProxied([
  "andamio:docker:Network docker.network props reads",
  "andamio:docker:Slot api-container.slot props content $digest shape envs TRUST_PROXY",
  "docker:index/container:Container api-container.1 props envs TRUST_PROXY",
  "docker:index/container:Container api-container.2 props envs TRUST_PROXY",
]);

const pod = "template spec containers api env";
const proxiedPods = listProxied(
  ["HSTS_SECONDS", "TLS", "TRUST_PROXY"].flatMap((variable) => [
    `andamio:kubernetes:Rollout api props revision $digest ${pod} ${variable}`,
    `kubernetes:apps/v1:Deployment api-deployment props spec ${pod} ${variable}`,
  ]),
);

function listProxied(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, proxied]));
}

/** By environment: each property that the next `up` changes, and the reason. */
const intended: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dev: listProxied(["andamio:local:Workload api props env TRUST_PROXY"]),
  staging: {
    ...proxiedContainers,
    "docker:index/container:Container db-container.1 props cpus": asReadBack,
    "docker:index/container:Container docker.proxy-container props cpus": asReadBack,
    ...unaddressed,
    ...listMountOptions({
      ...{ "api-container.1": 1, "api-container.2": 1, "tasks-container.1": 1 },
      ...{ "cache-container.1": 2, "db-container.1": 2, "docker.proxy-container": 1 },
      ...{ "clear-sessions-container.1": 1, "health-check-container.1": 1 },
    }),
  },
  prod: proxiedPods,
  kept: listProxied(["andamio:local:Workload api props env TRUST_PROXY"]),
  "kept-docker": {
    ...proxiedContainers,
    "docker:index/container:Container db-container.1 props cpus": asReadBack,
    "docker:index/container:Container docker.proxy-container props cpus": asReadBack,
    ...unaddressed,
    ...listMountOptions({
      ...{ "api-container.1": 1, "api-container.2": 1, "docker.proxy-container": 1 },
      ...{ "cache-container.1": 2, "db-container.1": 2 },
    }),
  },
  "kept-cluster": {},
};

const recorded = join(import.meta.dirname, "recorded");
const project = mkdtempSync(join(tmpdir(), "andamio-takeover-"));
let current: Record<string, Declared[]>;

beforeAll(() => {
  cpSync(recorded, project, { recursive: true });
  writeFileSync(join(project, "app/Dockerfile"), "FROM debian:12.1\n");
  nameTrustedProxies();
  const printer = join(import.meta.dirname, "print-declarations.ts");
  const text = execFileSync(process.execPath, [printer, project, ...Object.keys(intended)], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  current = JSON.parse(text) as Record<string, Declared[]>;
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Profile prod requires it now for a public route: the team adds it before its next `up`. */
function nameTrustedProxies(): void {
  const path = join(project, "environments/prod.yaml");
  const text = readFileSync(path, "utf8");
  const added = text.replace(/namespace: (.+?) \}/, "namespace: $1, trustedProxies: [10.42.0.0/16] }");
  writeFileSync(path, added);
}

test.each(Object.keys(intended))("version 0.1.0 declared %s as this version does", (name) => {
  const text = readFileSync(join(recorded, "declarations", `${name}.json`), "utf8");
  const changes = listChanges(JSON.parse(text) as Declared[], current[name]!);
  expect(changes).toEqual(Object.keys(intended[name]!).sort());
});
