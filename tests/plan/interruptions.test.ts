/** A proxy that is recreated lets nobody through meanwhile, whichever field brought it about. */
import { expect, test } from "vitest";

import type { ResourceChange } from "../../platform/plan/plan.ts";
import { edit, files, plan } from "./fixture.ts";

const before = edit(files, "dev", "target: local", "target: docker");
const after = edit(before, "dev", "replicas: 3", "replicas: 3, publish: { port: 8400 }");
const change = (op: ResourceChange["op"], name = "docker.proxy-container"): ResourceChange =>
  ({ op, type: "docker:index/container:Container", name, component: "", properties: ["ports"] });
const effectsOf = (...resources: ResourceChange[]): string[] => {
  const own: ResourceChange = { ...change("update", "api-route"), component: "api" };
  const { rows } = plan(before, after, { resources: [own, ...resources] });
  return rows.flatMap(({ effects }) => effects.map(({ component, impact }) => `${component}: ${impact}`));
};

test("its replacement interrupts everything with an address that was there before", () => {
  expect(effectsOf(change("replace"))).toEqual(["api: brief downtime"]);
});

test("its creation, an update, and a replacement of something else interrupt nobody", () => {
  for (const one of [change("create"), change("update"), change("replace", "docker.network")]) {
    expect(effectsOf(one), one.op).not.toContain("api: brief downtime");
  }
});
