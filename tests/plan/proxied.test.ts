/** What a program knows of its proxy is its configuration: a change of it rolls the program. */
import { expect, test } from "vitest";

import type { Plan } from "../../platform/plan/plan.ts";
import { edit, type Files, files, plan } from "./fixture.ts";

const more = "tls: { mode: acme }\nimages: { app: { repository: r.example.com/app } }";
const on = (target: string): Files =>
  edit(files, "dev", "target: local", `target: ${target}\n${more}`);
const withRoute = (all: Files): Files => edit(all, "dev", "replicas: 3", "replicas: 3, route: { host: a.example.com }");
const internal = (all: Files): Files => edit(all, "dev", "replicas: 3", "replicas: 3, internal: [/metrics]");

function impactOn({ rows }: Plan, component: string): string[] {
  const effects = rows.flatMap((row) => row.effects);
  return effects.filter((one) => one.component === component).map(({ impact }) => impact);
}

test.each(["docker", "kubernetes"])("on %s a first route rolls its program, and the last one ends its address", (target) => {
  const before = on(target);
  expect(impactOn(plan(before, withRoute(before)), "api")).toEqual(["rolling"]);
  expect(impactOn(plan(withRoute(before), before), "api")).toEqual(["brief downtime"]);
});

test.each([["local", "brief downtime"], ["docker", "no-op"], ["kubernetes", "rolling"]])("on %s other internal paths are: %s", (target, impact) => {
  const before = withRoute(on(target));
  expect(impactOn(plan(before, internal(before)), "api")).toEqual([impact]);
});

const replicas = (all: Files, count: number): Files => edit(all, "dev", "replicas: 3", `replicas: ${count}`);

test.each([
  ["local", 4, "new"], ["docker", 4, "rolling"], ["docker", 1, "rolling"],
  ["docker", 0, "brief downtime"], ["kubernetes", 4, "new"],
])("on %s 3 → %d replicas are: %s", (target, count, impact) => {
  const before = on(target);
  expect(impactOn(plan(before, replicas(before, count)), "api")).toEqual([impact]);
});

test("on docker the first replicas replace none", () => {
  const before = replicas(on("docker"), 0);
  expect(impactOn(plan(before, on("docker")), "api")).toEqual(["new"]);
});

test("on docker other labels change no volume, which keeps those that it was made with", () => {
  const before = edit(on("docker"), "dev", "replicas: 3", "replicas: 3, volumes: { files: { path: kept } }");
  const after = edit(before, "dev", "labels: { team: claims }", "labels: { team: other }");
  const types = plan(before, after).resources.map(({ type }) => type);
  expect(types).not.toContain("docker:index/volume:Volume");
  expect(types.length).toBeGreaterThan(0);
});

test("on local a public address changes nothing that runs", () => {
  const before = on("local");
  expect(plan(before, withRoute(before))).toMatchObject({ impact: "no-op", resources: [] });
});

test.each(["docker", "kubernetes"])("on %s a first route of a Static rolls the program behind it, which learns of its TLS", (target) => {
  const page = "page: { kind: Static, image: app, root: ui, proxy: { /api: \"${api.url}\" } }";
  const before = edit(on(target), "dev", "components:\n", `components:\n  ${page}\n`);
  const after = edit(before, "dev", "root: ui,", "root: ui, route: { host: a.example.com },");
  expect(impactOn(plan(before, after), "api")).toEqual(["rolling"]);
});

test.each(["local", "docker", "kubernetes"])("on %s each resource of a new environment stands under a row", (target) => {
  const { rows, resources } = plan(undefined, withRoute(on(target)));
  const told = new Set(rows.flatMap((row) => row.resources));
  expect(resources.length).toBeGreaterThan(10);
  expect(resources.filter(({ name }) => !told.has(name)).map(({ name }) => name)).toEqual([]);
});
