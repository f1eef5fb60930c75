/** Drift is told by property, with what was applied and what is there. */
import { expect, test } from "vitest";

import { listChangedElements, listDrift } from "../../platform/plan/drift.ts";

const env = [
  { name: "LOG_LEVEL", value: "info" },
  { name: "DATABASE_URL", valueFrom: { secretKeyRef: { name: "db-1", key: "url" } } },
];
const deployment = (containers: object[], replicas = 2) =>
  ({ spec: { replicas, template: { spec: { containers } } }, status: { ready: replicas } });
const api = { name: "api", image: "api:1", env, ports: [{ containerPort: 8000 }] };

const applied = deployment([api]);

test("an element of a list is named, however many stand before it", () => {
  const moved = { ...api, env: [{ name: "ADDED", value: "1" }, env[0], { name: "DATABASE_URL", value: "x" }] };
  const found = listDrift(applied, applied, deployment([moved]));
  expect(found.map(({ path }) => path)).toEqual(["env DATABASE_URL", "env ADDED"]);
  expect(found[1]).toMatchObject({ before: "not set", after: "1" });
});

test("a property has what was applied and what is there; what was not declared is no drift", () => {
  const real = { ...deployment([{ ...api, image: "api:2", imagePullPolicy: "Always" }], 5), status: { ready: 1 } };
  expect(listDrift({ spec: applied.spec }, applied, real)).toEqual([
    { path: "spec.replicas", before: "2", after: "5" },
    { path: "containers api.image", before: "api:1", after: "api:2" },
  ]);
});

test("variables that are NAME=VALUE are named, and what is gone is not set", () => {
  const container = { envs: ["A=1", "B=2"], memory: 64 };
  expect(listDrift(container, container, { envs: ["B=3"], memory: 64 })).toEqual([
    { path: "envs A", before: "1", after: "not set" },
    { path: "envs B", before: "2", after: "3" },
  ]);
});

test("no secret is shown", () => {
  const secret = (text: string) => ({ "4dabf18193072939515e22adb298388d": text, "ciphertext": "[secret]" });
  const [one] = listDrift({ data: secret("a") }, { data: secret("a") }, { data: secret("b") });
  expect(one).toEqual({ path: "data", before: "(secret)", after: "(secret)" });
});

test("elements that a change adds, takes or changes are named, and what no list holds is left out", () => {
  const added = { ...api, image: "api:2", env: [{ name: "ADDED", value: "1" }, env[1]] };
  expect(listChangedElements(applied, deployment([added], 3))).toEqual([
    "containers api.image", "env LOG_LEVEL", "env ADDED",
  ]);
  expect(listChangedElements(applied, deployment([api], 3))).toEqual([]);
});

test("a credential is hidden by the name of its variable", () => {
  const container = { env: [{ name: "DB_PASSWORD", value: "hunter2-hunter2" }], envs: ["API_TOKEN=abc123def456"] };
  const real = { env: [{ name: "DB_PASSWORD", value: "changed-by-hand" }], envs: ["API_TOKEN=other789xyz"] };
  expect(listDrift(container, container, real)).toEqual([
    { path: "env DB_PASSWORD", before: "(secret)", after: "(secret)" },
    { path: "envs API_TOKEN", before: "(secret)", after: "(secret)" },
  ]);
});

test("an element that is gone, or is there besides, is one difference", () => {
  const found = listDrift(deployment([api]), applied, deployment([]));
  expect(found.map(({ path, after }) => [path, after])).toEqual([["containers api", "not set"]]);
});

test.each([
  ["some of which have no name", ["A=1", "plain"], ["A=2", "plain"]],
  ["of which two have the same name", ["A=1", "A=2"], ["A=1", "A=3"]],
])("a list, %s, is compared as a whole", (_, before, after) => {
  expect(listDrift({ envs: before }, { envs: before }, { envs: after }).map(({ path }) => path)).toEqual(["envs"]);
});
