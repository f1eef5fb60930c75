/** What a reader of a plan is told, and what is left to other commands. */
import { expect, test } from "vitest";

import { renderText } from "../../platform/plan/render-text.ts";
import { environmentOf } from "../bench/validate.ts";
import { edit, files, plan } from "./fixture.ts";
import { makeRepository } from "./repository.ts";

test("of one changed line among two hundred components the plan fits a screen", async () => {
  const many = environmentOf(200);
  const { write, andamio } = makeRepository({ "environments/dev.yaml": many });
  write({ "environments/dev.yaml": many.replace("INDEX: 3,", "INDEX: 33,") });
  const { stdout } = await andamio("preview", "--offline", "--against", "main");
  expect(stdout).toContain("s3.env.INDEX 3 → 33");
  expect(stdout).toMatch(/and 1\d\d more \[[\w-]+\]: andamio validate dev/);
  expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
});

test("A16 warnings of one code stand together, whatever their words say", () => {
  const place = { file: "environments/dev.yaml", line: 1, column: 1, length: 1 };
  const warnings = ["one", "two [other]", "three"].map((message) => ({ message, code: "has-owner", place }));
  const plain = { paint: (_style: string, text: string) => text, columns: 120 };
  const text = renderText({ ...plan(files, files), warnings }, plain);
  expect(text).toContain("one\n    and 2 more [has-owner]: andamio validate");
  expect(text).not.toContain("two [other]");
});

test("what others have merged already is told apart from what this change adds", () => {
  const merged = edit(files, "base", "DEBUG: 0", "DEBUG: 1");
  const own = edit(merged, "dev", "replicas: 3", "replicas: 4");
  const made = plan(files, own, { base: merged });
  expect(made.rows.map(({ path, merged: isMerged = false }) => [path, isMerged])).toEqual([
    ["envGroups.app.DEBUG", true], ["api.replicas", false],
  ]);
  const plain = { paint: (_style: string, text: string) => text, columns: 120 };
  const told = renderText(made, plain).split("\n").filter((line) => line.startsWith("environments/"));
  expect(told[0]).toMatch(/ \(already merged\) .*DEBUG 0 → 1$/);
  expect(told[1]).toMatch(/api\.replicas 3 → 4$/);
});

test("what others have taken away is merged, too", () => {
  const merged = edit(files, "dev", "labels: { team: claims }\n", "");
  const [row] = plan(files, merged, { base: merged }).rows;
  expect(row).toMatchObject({ path: "labels.team", change: "removed", merged: true });
});

test("what all components share changes by the line that asks for it; drift is what differs in reality", () => {
  const onHost = edit(files, "dev", "target: local", "target: docker");
  const published = edit(onHost, "dev", "replicas: 3", "replicas: 3, publish: { port: 8080 }");
  const change = { op: "update", properties: [] } as const;
  const proxy = { ...change, type: "andamio:docker:Proxy", name: "docker.proxy", component: "" };
  const tidy = { ...change, type: "andamio:docker:Job", name: "tidy", component: "tidy", drift: true };
  const told = plan(onHost, published, { resources: [proxy, tidy] });
  expect(told.rows.map(({ path, resources }) => [path, resources])).toContainEqual(["api.publish.port", ["docker.proxy"]]);
  expect(told.resources.map(({ name, drift = false }) => [name, drift])).toEqual([
    ["docker.proxy", false], ["tidy", true],
  ]);
  const [alone] = plan(onHost, onHost, { resources: [proxy] }).resources;
  expect(alone?.drift).toBeUndefined();
});

test("what neither a file nor drift explains rolls its program, and has a title of its own", () => {
  const change = { type: "andamio:docker:Rollout", name: "api", component: "api", properties: [] } as const;
  const drift = { ...change, op: "update", name: "tidy", component: "tidy", drift: true } as const;
  const made = plan(files, files, { resources: [{ ...change, op: "update" }, drift] });
  expect(made.impact).toBe("restart");
  const rolled = plan(files, files, { resources: [{ ...change, op: "replace" }] });
  expect(rolled.impact).toBe("rolling");
  const plain = { paint: (_style: string, text: string) => text, columns: 120 };
  expect(renderText(made, plain)).toMatch(/Drifted\n.*Rollout tidy.*\n\nBesides\n.*Rollout api/);
});

test("what becomes another kind is new, where nothing that runs ends with the old one", () => {
  const [line = ""] = /report: .*/.exec(files["environments/dev.yaml"]!) ?? [];
  const worker = "report: { kind: Worker, image: app, command: [node, dist/worker.js] }";
  const { rows } = plan(files, edit(files, "dev", line, worker));
  expect(rows).toMatchObject([{ path: "report", text: "kind CronJob → Worker", impact: "new" }]);
});
