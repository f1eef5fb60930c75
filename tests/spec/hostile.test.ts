/** Hostile text: every fault has its place, few are shown, and what is read stays bounded. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { listEnvironments, loadEnvironment } from "../../platform/environment.ts";
import type { PlatformError } from "../../platform/errors.ts";
import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "./project.ts";

const head = "version: 1\ntarget: local\n";
const app = `${head}images: { app: { build: ./app } }\n`;
const many = (count: number, make: (index: number) => string, between = "\n"): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);

function faultOf(root: string, name = "dev"): PlatformError {
  try {
    loadEnvironment(root, name);
  } catch (error) {
    return error as PlatformError;
  }
  throw new Error("it was accepted");
}

test("E1 of very many faults on one line a hundred are printed and the rest are counted", async () => {
  const fields = many(4_000, (index) => `repicas${index}: 1`, ", ");
  const root = makeProject({ "dev.yaml": `${app}components: { api: { kind: Service, image: app, ${fields} } }\n` });
  const { code, stdout } = await runHere(root, ["validate"]);
  expect(code).toBe(2);
  expect(stdout.match(/error:/g)).toHaveLength(100);
  expect(stdout).toMatch(/^… and 39\d\d more$/m);
  expect(stdout).toContain("did you mean \"replicas\"?");
  const json = JSON.parse((await runHere(root, ["validate", "--json"])).stdout) as {
    environments: { diagnostics: unknown[]; more: number }[];
  };
  expect(json.environments[0]?.diagnostics).toHaveLength(100);
  expect(json.environments[0]?.more).toBeGreaterThan(3_800);
});

test("E1 more variables than the limit are one fault that names it, below it they pass", () => {
  const groups = many(300, (group) => `  g${group}: { ${many(60, (index) => `V${group}_${index}: x`, ", ")} }`);
  const list = many(300, (group) => `g${group}`, ", ");
  const workers = (count: number): string =>
    many(count, (index) => `  w${index}: { kind: Worker, image: app, command: [x], envFrom: [${list}] }`);
  const file = (count: number): string => `${app}envGroups:\n${groups}\ncomponents:\n${workers(count)}\n`;
  const { diagnostics } = faultOf(makeProject({ "dev.yaml": file(12) }));
  expect(diagnostics).toMatchObject([
    { code: "too-many-variables", message: "the components resolve to 216000 variables, and the limit is 200000" },
  ]);
  expect(loadEnvironment(makeProject({ "dev.yaml": file(2) }), "dev").components).toHaveProperty("w1");
});

test.each([
  ["brackets", `x: ${"[".repeat(400_000)}`],
  ["maps in maps", `x: ${"{a: ".repeat(150_000)}1`],
  ["dashes", `x:\n ${"- ".repeat(300_000)}`],
  ["question marks", "? ".repeat(300_000)],
])("E1 text that nests without end is one fault: %s", (_, text) => {
  expect(faultOf(makeProject({ "dev.yaml": `${head}${text}\n` })).diagnostics).toMatchObject([{ code: "too-deep" }]);
});

test.each([
  ["a key of 900 kB", `${head}components:\n  ${"x".repeat(900_000)}: { kind: Service }\n`],
  ["references that are never closed", `${app}components: { w: { kind: Worker, image: app, command: [x], env: { A: "${"${".repeat(300_000)}" } } }\n`],
  ["40,000 anchors", `${head}envGroups: { a: { ${many(40_000, (index) => `A${index}: &a${index} 1`, ", ")} } }\n`],
  ["10,000 components, each wrong", `${app}components:\n${many(10_000, (index) => `  c${index}: { kind: Service, imge: app, prt: 1 }`)}\n`],
])("E1 %s end in faults with places", async (_, yaml) => {
  const root = makeProject({ "dev.yaml": yaml });
  const { code, stdout } = await runHere(root, ["validate"]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/^environments\/dev\.yaml:\d+:\d+: error:/m);
  expect(stdout.length).toBeLessThan(100_000);
});

const valid = `${head}components: { cache: { kind: Redis } }\n`;

test("E2 an odd file is a fault of itself alone, and other environments work", async () => {
  const root = makeProject({
    "dev.yaml": valid,
    "long.yaml": `version: 1\nextends: ./${"x".repeat(300)}.yaml\n`,
    "nul.yaml": "version: 1\nextends: \"./a\\0b.yaml\"\n",
  });
  const folder = join(root, "environments");
  mkdirSync(join(folder, "folder.yaml"));
  symlinkSync("loop.yaml", join(folder, "loop.yaml"));
  symlinkSync("nothing", join(folder, "gone.yaml"));
  symlinkSync("/", join(folder, "top.yaml"));
  expect(listEnvironments(root).map(({ name }) => name)).toContain("dev");
  expect((await runHere(root, ["validate"])).code).toBe(0);
  for (const name of ["folder", "loop", "gone", "top", "long", "nul"]) {
    const { code, stdout } = await runHere(root, ["validate", name]);
    expect({ name, code }).toEqual({ name, code: 2 });
    expect(stdout).toMatch(new RegExp(`^environments/${name}\\.yaml:\\d+:\\d+: error:`, "m"));
  }
});

test("E3 a link that leads out of the project is refused, and its text is not shown", async () => {
  const elsewhere = makeProject({ "dev.yaml": "version: 1\nprivate: hello-from-elsewhere\n" });
  const root = makeProject({ "dev.yaml": valid, "layered.yaml": "version: 1\nextends: ./link.yaml\ntarget: local\n" });
  symlinkSync(join(elsewhere, "environments/dev.yaml"), join(root, "environments/link.yaml"));
  for (const name of ["link", "layered"]) {
    const { code, stdout } = await runHere(root, ["validate", name]);
    expect(code).toBe(2);
    expect(stdout).toContain("this link leads out of the project");
    expect(stdout).not.toContain("hello-from-elsewhere");
  }
  symlinkSync("dev.yaml", join(root, "environments/same.yaml"));
  expect((await runHere(root, ["validate", "same"])).code).toBe(0);
});
