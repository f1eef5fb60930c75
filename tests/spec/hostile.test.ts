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

test("E1 more components than the limit are one fault that names it, 2,000 pass", () => {
  const file = (count: number): string => `${head}components:\n${many(count, (index) => `  c${index}: { kind: Redis }`)}\n`;
  expect(faultOf(makeProject({ "dev.yaml": file(5_001) })).diagnostics).toMatchObject([
    { code: "too-many-components", message: "there are 5001 components, and the limit is 5000", line: 5_004 },
  ]);
  expect(Object.keys(loadEnvironment(makeProject({ "dev.yaml": file(2_000) }), "dev").components)).toHaveLength(2_000);
});

test("E1 more waivers than the limit are one fault that names it", () => {
  const waiver = "{ rule: has-owner, reason: x, owner: me@example.com, expires: \"2030-01-01\" }";
  const waivers = many(1_001, (index) => `    w${index}: ${waiver}`);
  const yaml = `${head}components: { cache: { kind: Redis } }\npolicies:\n  waivers:\n${waivers}\n`;
  expect(faultOf(makeProject({ "dev.yaml": yaml })).diagnostics).toMatchObject([
    { code: "too-many-waivers", message: "there are 1001 waivers, and the limit is 1000" },
  ]);
});

test.each([
  ["lines", many(110_000, (index) => `${index.toString(36)}: 1`)],
  ["keys that are empty", ": \n".repeat(320_000)],
  ["brackets that close nothing", `x: ${"]".repeat(400_000)}`],
])("E1 more words than the limit are one fault that names it: %s", (_, text) => {
  expect(faultOf(makeProject({ "dev.yaml": `${head}${text}\n` })).diagnostics).toMatchObject([
    { code: "too-many-tokens", message: expect.stringMatching(/^the file holds \d+ words and signs, and the limit is 250000$/) as string },
  ]);
});

test.each([
  ["items without a value", `x:\n${"-\n".repeat(145_000)}`, "empty-value", 145_000],
  ["a key that repeats", `x:\n${" a: 1\n".repeat(80_000)}`, "duplicate-key", 79_999],
])("E1 each of very many faults is counted: %s", (_, text, code, count) => {
  const { diagnostics } = faultOf(makeProject({ "dev.yaml": `${head}${text}` }));
  expect(diagnostics.filter((one) => one.code === code)).toHaveLength(count);
});

test("E1 of very many documents the second is the fault", () => {
  const { diagnostics } = faultOf(makeProject({ "dev.yaml": `${head}components: {}\n${"---\n".repeat(90_000)}` }));
  expect(diagnostics).toMatchObject([{ code: "one-document", line: 4 }]);
});

const long = "a".repeat(300_000);

test.each([
  ["the reference of an image", `${head}images: { app: { ref: ${long} } }\ncomponents: { w: { kind: Worker, image: app, command: [x] } }\n`],
  ["the name of an image", `${app}components: { w: { kind: Worker, image: ${long}, command: [x] } }\n`],
  ["a field", `${app}components: { w: { kind: Worker, image: app, command: [x], ? ${long} : 1 } }\n`],
  ["an anchor", `${head}components: &${long} {}\n`],
  ["words", `${app}components: { w: { kind: Worker, image: "${"no such ".repeat(30_000)}", command: [x] } }\n`],
  ["the name that was taken", `${head}components: { w: { kind: Redis } }\nmoved: { w: ${long}, v: ${long} }\n`],
])("E1 no message repeats a long value: %s", (_, yaml) => {
  const { diagnostics } = faultOf(makeProject({ "dev.yaml": yaml }));
  expect(diagnostics.length).toBeGreaterThan(0);
  for (const { message, help = "", related } of diagnostics) {
    const texts = [message, help, related?.message ?? ""];
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(1_000);
  }
});

test("E1 of a value in the words of a rule enough is shown to know it", async () => {
  const day = `${"a".repeat(50_000)}the-end`;
  const waiver = `{ rule: has-owner, reason: x, owner: me@example.com, expires: ${day} }`;
  const root = makeProject({ "dev.yaml": `${valid}policies: { waivers: { w: ${waiver} } }\n` });
  const { stdout } = await runHere(root, ["validate"]);
  expect(stdout).toMatch(/"a{59}\.\.\.a{12}the-end" is not a day/);
  expect(stdout.length).toBeLessThan(10_000);
});

test("E1 what to do is looked up for the faults that are shown, and for no others", () => {
  const words = many(150, () => "\"${pw.value}\"", ", ");
  const worker = `w: { kind: Worker, image: app, command: [${words}], env: { OPEN: "\${pw.value}" } }`;
  const secret = "pw: { kind: Secret, from: { variable: PW } }";
  const { diagnostics } = faultOf(makeProject({ "dev.yaml": `${app}components:\n  ${secret}\n  ${worker}\n` }));
  expect(diagnostics).toHaveLength(150);
  const help = "hint: env: { OPEN: \"${pw.value}\" }, which the program reads";
  const expected = diagnostics.map((_, index) => (index < 100 ? help : undefined));
  expect(diagnostics.map((one) => one.help)).toEqual(expected);
});

test("E1 of each old acknowledgement the first word is told", () => {
  const old = many(3_000, (index) => `  c${index}: { owner: me@example.com, reason: why, change: removed }`);
  const { diagnostics } = faultOf(makeProject({ "dev.yaml": `${valid}acknowledge:\n${old}\n` }));
  const [first, ...others] = diagnostics.filter(({ message }) => message.includes("names no loss"));
  expect(others).toHaveLength(2_999);
  expect(first).toMatchObject({ line: 5, column: 1 + "  c0: { owner: me@example.com, reason: why, ".length });
});

test("E1 of circles a hundred are told, each by those that no other has", () => {
  const job = (name: string, after: string): string => `  ${name}: { kind: Job, image: app, command: [x], after: [${after}] }`;
  const pairs = many(120, (index) => `${job(`a${index}`, `b${index}`)}\n${job(`b${index}`, `a${index}`)}`);
  expect(faultOf(makeProject({ "dev.yaml": `${app}components:\n${pairs}\n` })).diagnostics).toHaveLength(100);
  const ring = many(400, (index) => job(`j${index}`, `j${(index + 1) % 400}, j0, j1`));
  expect(faultOf(makeProject({ "dev.yaml": `${app}components:\n${ring}\n` })).diagnostics).toMatchObject([{ code: "cycle" }]);
  const eight = [job("x", "y"), job("y", "x, z"), job("z", "y")].join("\n");
  expect(faultOf(makeProject({ "dev.yaml": `${app}components:\n${eight}\n` })).diagnostics).toHaveLength(2);
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
