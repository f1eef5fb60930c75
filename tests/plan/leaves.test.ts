/** Whatever value of a file is changed, the plan names its line. */
import { expect, test } from "vitest";

import { edit, type Files, files, type Leaf, listLeaves, plan } from "./fixture.ts";

const leaves = Object.entries(files).flatMap(([file, text]) => listLeaves(file, text));
const changed = leaves.filter(({ pointer: [first] }) => first !== "version" && first !== "extends");

const others: Readonly<Record<string, string>> = {
  postgresql: "sqlite",
  Database: "Redis",
  Redis: "Worker",
  Secret: "Redis",
  Job: "Worker",
  Service: "Worker",
  Worker: "Job",
  CronJob: "Job",
  local: "docker",
  "Europe/Madrid": "Europe/Paris",
  "America/Argentina/Buenos_Aires": "Europe/Rome",
  debug: "trace",
};

/** Another value of the same kind, where there is one. */
function another(value: unknown): string {
  if (typeof value === "number") return String(value + 1);
  if (typeof value === "boolean") return String(!value);
  const text = String(value);
  const known = others[text];
  if (known !== undefined) return known;
  if (/^\d+(m|s|d|h)$/.test(text)) return `1${text}`;
  if (/^\d+[KMGT]i$/.test(text)) return `1${text}`;
  return text.includes("*") ? JSON.stringify(text.replace(/^\d+/, "7")) : JSON.stringify(`${text}x`);
}

function mutate({ file, start, end, value }: Leaf): Files {
  const text = files[file] ?? "";
  return { ...files, [file]: text.slice(0, start) + another(value) + text.slice(end) };
}

/** A value of the base that the layer above sets too has no effect. */
function isHidden({ file, pointer }: Leaf): boolean {
  return leaves.some(
    (one) => one.file !== file && file.endsWith("base.yaml") && one.pointer.join() === pointer.join(),
  );
}

test("there are many of them, in both layers", () => {
  expect(changed.length).toBeGreaterThan(50);
  expect(changed.filter(isHidden).map(({ pointer }) => pointer.join("."))).toEqual([
    "envGroups.app.LOG_LEVEL",
    "components.api.replicas",
  ]);
});

test.each(changed.map((leaf) => [`${leaf.file}:${leaf.line} ${leaf.pointer.join(".")}`, leaf] as const))(
  "a change of %s is traced to its line, and to no other",
  (_, leaf) => {
    const { rows } = plan(files, mutate(leaf));
    const places = new Set(rows.map(({ place, side }) => `${place.file}:${place.line} ${side}`));
    expect([...places]).toEqual(isHidden(leaf) ? [] : [`${leaf.file}:${leaf.line} after`]);
  },
);

test("a value that is taken away is traced to where it stood", () => {
  const { rows } = plan(files, edit(files, "base", "    maxMemory: 128Mi\n", ""));
  expect(rows.map(({ path, text, place, side }) => [path, text, place.line, side])).toEqual([
    ["cache.maxMemory", "maxMemory 128Mi → 256Mi", 14, "before"],
  ]);
});

test("a value that a layer removes with null is traced to that word", () => {
  const after = edit(files, "dev", "  app: { LOG_LEVEL: debug }", "  app: { LOG_LEVEL: null }");
  const { rows } = plan(files, after);
  expect(rows.map(({ text, place }) => [text, place.file, place.line])).toEqual([
    ["envGroups.app.LOG_LEVEL debug → not set", "environments/dev.yaml", 7],
  ]);
});
