/** The examples: their text, their environments, and the resources that a preview of one lists. */
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "vitest";
import { stringify } from "yaml";

import { type Environment, loadEnvironment } from "../../platform/environment.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "./project.ts";

export const root = join(import.meta.dirname, "../..");
const examples = join(root, "environments/examples");
export const text = (name: string): string => readFileSync(join(examples, `${name}.yaml`), "utf8");
export const loadExample = (name: string): Environment => loadEnvironment(root, name);

/** The resources that a preview lists when there was nothing before. */
export async function preview(name: string): Promise<string[]> {
  const empty = stringify({ version: 1, target: "docker", components: {} });
  const layer = { "collections-base.yaml": text("collections-base") };
  const project = makeProject({ "nothing.yaml": empty, ...layer, [`${name}.yaml`]: text(name) });
  mkdirSync(join(project, "app"), { recursive: true });
  cpSync(join(examples, "ui"), join(project, "environments/examples/ui"), { recursive: true });
  cpSync(join(root, "app/Dockerfile"), join(project, "app/Dockerfile"));
  const words = ["preview", name, "--offline", "--json", "--against", "environments/nothing.yaml"];
  const { stdout, stderr } = await runHere(project, words);
  expect(stderr).not.toContain("error");
  const { resources } = JSON.parse(stdout) as { resources: { type: string; name: string }[] };
  return resources.map(({ type, name: called }) => `${type.split(":").at(-1)} ${called}`);
}
