/** Environments as YAML: the same each time, secrets by name alone, and only files of its own. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";

import { declare } from "../../platform/declare.ts";
import { isPlatformError } from "../../platform/errors.ts";
import { kubernetes } from "../../platform/targets/kubernetes/index.ts";
import { writeOwnFiles } from "../../scripts/lib/own-files.ts";
import { load } from "../spec/project.ts";
import { images, type Manifest } from "./objects.ts";

const program = { image: "app", command: ["node", "x.js"] };
const components = {
  db: { kind: "Database", engine: "postgresql" },
  dsn: { kind: "Secret", from: { variable: "RENDER_DSN" } },
  migrate: { kind: "Job", ...program, env: { URL: "${db.url}" } },
  api: {
    kind: "Service",
    ...program,
    port: 8000,
    env: { URL: "${db.url}", DSN: "${dsn.value}", PRICE: "$(5)" },
  },
  tasks: { kind: "Worker", ...program, env: { DSN: "${dsn.value}" }, secretsAs: "file" },
};
const built = { "app-build": `registry.example.com/app@sha256:${"0".repeat(64)}` };

function renderFiles(
  all: object = components,
  deployed?: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const file = { version: 1, target: "kubernetes", images, components: all };
  const text = stringify(file, { aliasDuplicateObjects: false });
  return kubernetes.render!(declare(load({ "dev.yaml": text })), built, deployed);
}

function environmentOf(objects: readonly Manifest[], name: string): Manifest[] {
  const found = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === name);
  return found.spec.template.spec.containers[0].env;
}

test("a text that YAML 1.1 takes for something else is quoted", () => {
  const env = { A: "on", B: "no", C: "1:20", D: "0o7", E: "2026-01-01", F: "1e3", G: "y", H: "~" };
  const files = renderFiles({ tasks: { kind: "Worker", ...program, env } });
  const words = Object.values(files).join("");
  expect(words).not.toContain("%YAML");
  for (const value of Object.values(env)) expect(words).toContain(`value: "${value}"\n`);
});

function objectsOf(files: Readonly<Record<string, string>>): Manifest[] {
  const documents = Object.values(files).flatMap((text) => parseAllDocuments(text));
  return documents.map((one): Manifest => one.toJS());
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "andamio-render-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test("the same environment gives the same files, whatever the order of its lines", () => {
  const turned = Object.fromEntries(Object.entries(components).reverse());
  expect(renderFiles()).toEqual(renderFiles());
  const names = (all: object) => objectsOf(renderFiles(all)).map(({ kind, metadata }) => `${kind} ${metadata?.name}`).sort();
  expect(names(turned)).toEqual(names(components));
});

test("no value of a secret and no Secret is in it: those that must be there are told", () => {
  process.env["RENDER_DSN"] = "canary-of-render";
  onTestFinished(() => void delete process.env["RENDER_DSN"]);
  const files = renderFiles();
  expect(JSON.stringify(files)).not.toContain("canary");
  const objects = objectsOf(files);
  expect(objects.filter(({ kind }) => kind === "Secret")).toEqual([]);
  const env = environmentOf(objects, "api");
  const name = env.find((one: Manifest) => one.name === "URL").valueFrom.secretKeyRef.name;
  expect(env).toContainEqual({ name: "DSN", valueFrom: { secretKeyRef: { name, key: "DSN" } } });
  expect(env).toContainEqual({ name: "PRICE", value: "$$(5)" });
  const wanted = files["kustomization.yaml"];
  expect(wanted).toContain(`#   ${name}, key "URL": postgresql://app:\${db-password}@db:5432/app\n`);
  expect(wanted).toContain(`#   ${name}, key "DSN": \${dsn}\n`);
  expect(wanted).toContain("#   ${dsn}: from the variable RENDER_DSN\n");
  expect(wanted).toMatch(/^# {3}\$\{db-password\}: \d+ random bytes as \w+$/m);
});

test.each(["\n", "\r", "\r\n", "\u0085", "\u2028"])("a line break %j in a secret stays in its comment", (lineBreak) => {
  const env = { FILE: `a: 1${lineBreak}kind: List${lineBreak}\${dsn.value}` };
  const files = renderFiles({ dsn: components.dsn, tasks: { kind: "Worker", ...program, env } });
  const list = files["kustomization.yaml"]!;
  expect(parseAllDocuments(list).map((one) => one.toJS().kind)).toEqual(["Kustomization"]);
  expect(list.split(/[\n\r\u0085\u2028]/).filter((line) => line.startsWith("kind:"))).toHaveLength(1);
  expect(list).toContain("key \"FILE\": a: 1\\");
});

test("secrets as files are mounted from the Secret that up would make, put together or not", () => {
  const { db, dsn, tasks } = components;
  const files = renderFiles({ db, dsn, tasks: { ...tasks, env: { DSN: "${dsn.value}", URL: "${db.url}" } } });
  const deployment = objectsOf(files).find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "tasks");
  const volume = deployment.spec.template.spec.volumes.find(({ name }: Manifest) => name === "secrets");
  expect(volume.secret.secretName).toMatch(/^tasks-env-[0-9a-f]{10}$/);
  expect(files["kustomization.yaml"]).toContain(`#   ${volume.secret.secretName}, key "URL": postgresql://`);
});

test("what is deployed is referred to by the name that it has", () => {
  const objects = objectsOf(renderFiles(components, new Map([["api-env", "api-env-0123456789"], ["migrate", "migrate-ab"]])));
  const [url] = environmentOf(objects, "api").filter(({ name }: Manifest) => name === "URL");
  expect(url.valueFrom.secretKeyRef).toEqual({ name: "api-env-0123456789", key: "URL" });
  expect(objects.filter(({ kind }) => kind === "Job").map(({ metadata }) => metadata.name)).toEqual(["migrate-ab"]);
});

test("nothing that only the engine reads is left, and each object has its turn", () => {
  const objects = objectsOf(renderFiles()).filter(({ kind }) => kind !== "Kustomization");
  expect(JSON.stringify(objects)).not.toMatch(/pulumi|\$ref|\$join|\$digest/);
  const wave = (kind: string, name: RegExp): number => {
    const { metadata } = objects.find((one) => one.kind === kind && name.test(one.metadata.name));
    return Number(metadata.annotations["argocd.argoproj.io/sync-wave"]);
  };
  expect(wave("StatefulSet", /^db$/)).toBeLessThan(wave("Job", /^migrate-/));
  expect(wave("Job", /^migrate-/)).toBeLessThan(wave("Deployment", /^api$/));
});

test("a second run writes nothing; what is no longer made goes, and files of others stay", () => {
  const path = folder();
  const files = renderFiles();
  expect(writeOwnFiles(path, files, "x").written).toEqual(Object.keys(files));
  writeFileSync(join(path, "mine.yaml"), "# mine\n");
  expect(writeOwnFiles(path, files, "x")).toEqual({ written: [], removed: [] });
  const { tasks: _tasks, ...fewer } = components;
  const { written, removed } = writeOwnFiles(path, renderFiles(fewer), "x");
  expect(removed).toEqual(["tasks.yaml"]);
  expect(written).toContain("kustomization.yaml");
  expect(existsSync(join(path, "mine.yaml"))).toBe(true);
});

test("a file of somebody else in the way is told, and nothing is written", () => {
  const path = folder();
  writeFileSync(join(path, "api.yaml"), "# mine\n");
  let told: unknown;
  try {
    writeOwnFiles(path, renderFiles(), "x");
  } catch (error) {
    told = error;
  }
  expect(isPlatformError(told) && told.code).toBe("usage");
  expect(readdirSync(path)).toEqual(["api.yaml"]);
  expect(readFileSync(join(path, "api.yaml"), "utf8")).toBe("# mine\n");
});
