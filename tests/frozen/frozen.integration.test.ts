/**
 * What programs of others read stays as it is: keys of `--json`, codes of errors, exit codes, and
 * the formats of the state and of the files below .andamio. Where a key is added, `vitest -u`
 * renews the files beside this one; none may go.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { errorCodes } from "../../platform/errors.ts";
import { makeSmallProject, type SmallProject } from "../scripts/small-project.ts";
import { shapeOf } from "./shape.ts";

let project: SmallProject;

beforeAll(async () => {
  project = makeSmallProject();
  const { code, stderr } = await project.andamio("up");
  expect(code, stderr).toBe(0);
});

afterAll(() => project[Symbol.asyncDispose]());

const lines = [
  "status --json", "ls --json", "doctor --json", "validate --json", "targets --json", "policies --json",
  "why dev api.env.VERSION --json", "secrets check dev --json", "logs dev --tail 1 --json",
  "preview dev --json", "preview dev --offline --against environments/dev.yaml --json", "up --json",
  "down --json",
];

test("the keys of --json", async () => {
  project.edit("VERSION: \"1\"", "VERSION: \"2\"");
  const shapes: Record<string, unknown> = {};
  for (const line of lines) {
    const { stdout } = await project.andamio(line);
    shapes[line] = shapeOf(parse(stdout)).filter((path) => !isOfMachine(path));
  }
  await keep("json-keys.json", shapes);
});

/** What a machine lacks brings a hint, and examples of values have any keys. */
function isOfMachine(path: string): boolean {
  return path.startsWith("findings[].hint") || /\.values\[\]./.test(path);
}

/** One value, or one a line. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim().split("\n").map((line) => JSON.parse(line) as unknown);
  }
}

test("the codes of errors, and the exit codes", async () => {
  const codes = Object.fromEntries(Object.entries(errorCodes).sort());
  const exits: Record<string, number> = {};
  for (const line of ["status", "nonsense", "up nonsuch --json", "preview --exit-code --offline"]) {
    exits[line] = (await project.andamio(line)).code;
  }
  await keep("codes.json", { codes, exits });
});

test("the resources of the state, with their properties", async () => {
  const file = join(project.root, ".andamio/state/.pulumi/stacks/andamio/dev.json");
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: { latest: { resources: { type: string; inputs?: object; outputs?: object }[] } };
  };
  const types: Record<string, Record<string, string[]>> = {};
  for (const { type, inputs = {}, outputs = {} } of checkpoint.latest.resources) {
    const known = types[type] ?? { inputs: [], outputs: [] };
    types[type] = {
      inputs: merge(known["inputs"]!, inputs),
      outputs: merge(known["outputs"]!, outputs),
    };
  }
  await keep("state.json", Object.fromEntries(Object.entries(types).sort()));
});

function merge(known: readonly string[], value: object): string[] {
  return [...new Set([...known, ...Object.keys(value)])].sort();
}

test("the files of an environment", async () => {
  const paths = globSync("**/*.json", { cwd: join(project.root, ".andamio/dev") }).sort();
  const files = paths.map((path) => {
    const text = readFileSync(join(project.root, ".andamio/dev", path), "utf8");
    return [path.replaceAll(/[0-9a-f]{8,}/g, "HEX"), shapeOf(JSON.parse(text))] as const;
  });
  await keep("files.json", Object.fromEntries(files));
});

async function keep(name: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, name));
}
