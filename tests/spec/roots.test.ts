/** Folders and files that images are built from are there; that of a Static, or a step makes it. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { loadEnvironment } from "../../platform/environment.ts";
import { makeProject, refuse } from "./project.ts";

function write(image: string, root: string, target = "local"): string {
  const text = `version: 1
target: ${target}
images: { ui: { build: ./ui${image} } }
components:
  ui: { kind: Static, image: ui, root: ${root}, port: 5000 }
`;
  const project = makeProject({ "dev.yaml": text });
  mkdirSync(join(project, "ui/public/deep"), { recursive: true });
  return project;
}

test.each(["dist", "public/other"])("%s, which is not there and which nothing makes, is a fault", (root) => {
  expect(refuse(write(", steps: []", root)).diagnostics).toMatchObject([
    { code: "missing-folder", line: 5, column: 40, length: root.length },
  ]);
});

test.each([
  [", steps: []", "public", "local"],
  [", steps: []", "public/deep", "local"],
  [", steps: [make]", "dist", "local"],
  ["", "dist", "local"],
  [", steps: []", "dist", "docker"],
])("ui with%s and root %s on %s is valid", (image, root, target) => {
  expect(() => loadEnvironment(write(image, root, target), "dev")).not.toThrow();
});

test.each(["Service", "Worker", "Job", "CronJob", "Static"])("F1 a %s whose folder is not there is a fault at the folder", (kind) => {
  const { [kind]: more = "" } = { Service: "port: 80", CronJob: "schedule: \"0 2 * * *\"", Static: "port: 80, root: dist" };
  const command = kind === "Static" ? "" : "command: [x], ";
  const text = `version: 1
target: local
images:
  app: { build: ./app }
components:
  a: { kind: ${kind}, image: app, ${command}${more} }
`;
  const project = makeProject({ "dev.yaml": text });
  expect(() => loadEnvironment(project, "dev")).not.toThrow();
  rmSync(join(project, "app"), { recursive: true });
  writeFileSync(join(project, "app"), "a file is no folder");
  expect(refuse(project).diagnostics).toMatchObject([
    { code: "missing-folder", line: 4, column: 17, length: 5, message: "there is no folder \"./app\" to build image \"app\" from" },
  ]);
});

test.each([
  ["docker", "", "Dockerfile", 3, 25],
  ["docker", ", dockerfile: deploy/Dockerfile.prod", "deploy/Dockerfile.prod", 3, 44],
])("F1 on %s an image%s without %s is a fault where that is named", (target, field, file, line, column) => {
  const text = `version: 1
target: ${target}
images: { app: { build: ./app${field} } }
components: { a: { kind: Worker, image: app, command: [x] } }
`;
  const project = makeProject({ "dev.yaml": text });
  mkdirSync(join(project, "app/deploy"), { recursive: true });
  writeFileSync(join(project, "app", file), "FROM debian:12.1\n");
  expect(() => loadEnvironment(project, "dev")).not.toThrow();
  rmSync(join(project, "app", file));
  const codes = refuse(project).diagnostics;
  expect(codes).toMatchObject([{ code: "missing-file", line, column, message: `image "app" has no Dockerfile at "app/${file}"` }]);
});
