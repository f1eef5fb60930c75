/** A Static names a folder that its build holds, or that a step may make. */
import { mkdirSync } from "node:fs";
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
