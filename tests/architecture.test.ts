/** Who may import whom, where Pulumi may be loaded, and what no file may do. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const folders = ["platform", "scripts", "policies", "app", "tests"].filter((folder) =>
  existsSync(join(root, folder)),
);
const files = folders.flatMap(listFiles);
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

/** What is installed, generated or built is not ours to judge. */
function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return ["node_modules", "generated", "dist", "coverage"].includes(entry.name)
        ? []
        : listFiles(path);
    }
    return /\.(ts|mjs|js|cjs)$/.test(entry.name) ? [path] : [];
  });
}

interface Import {
  to: string;
  types: boolean;
  lazy: boolean;
}

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"/g;

function importsOf(file: string): Import[] {
  return [...(sources.get(file) ?? "").matchAll(statement)].map(([, types, eager, lazy]) => {
    const to = eager ?? lazy ?? "";
    return {
      to: to.startsWith(".") ? relative(root, join(root, dirname(file), to)) : to,
      types: types !== undefined,
      lazy: lazy !== undefined,
    };
  });
}

const recipes = "platform/targets/recipes/";
const targetInterface = [
  "platform/targets/target.ts",
  "platform/targets/primitives.ts",
  "platform/targets/proxied.ts",
  "platform/targets/values.ts",
  "platform/targets/operations.ts",
  "platform/targets/parse-json.ts",
  "platform/targets/timed-lines.ts",
];

/**
 * The first row whose folder fits says what a file may import of ours, besides its own folder. A
 * path of a file is that file alone.
 */
const mayImport: readonly (readonly [from: string, to: readonly string[]])[] = [
  ["platform/spec/", ["platform/errors.ts"]],
  ["platform/components/", ["platform/spec/", ...targetInterface, "platform/errors.ts"]],
  ["platform/targets/index.ts", ["platform/targets/"]],
  ["platform/targets/target.ts", ["platform/spec/schema.ts", "platform/spec/impact.ts", ...targetInterface]],
  ["platform/targets/primitives.ts", targetInterface],
  ["platform/targets/proxied.ts", targetInterface],
  [recipes, targetInterface],
  ["platform/targets/local/", [...targetInterface, "platform/errors.ts"]],
  ["platform/targets/docker/", [...targetInterface, recipes, "platform/errors.ts"]],
  ["platform/targets/kubernetes/", [...targetInterface, recipes, "platform/errors.ts"]],
  [
    "platform/provider/",
    ["platform/targets/", "platform/images/", "platform/masking/", "platform/errors.ts"],
  ],
  ["platform/plan/", ["platform/spec/", ...targetInterface, "platform/errors.ts"]],
  ["platform/masking/", []],
  ["platform/images/", ["platform/errors.ts", ...targetInterface]],
  ["platform/", ["platform/"]],
  ["policies/pack.ts", ["policies/", "platform/"]],
  ["policies/", ["platform/images/dockerfile.ts", "platform/spec/", ...targetInterface, "platform/errors.ts"]],
  ["scripts/", ["platform/", "policies/"]],
  ["app/", []],
  ["tests/", ["platform/", "scripts/", "policies/", "app/"]],
];

test("every import follows the table of who may import whom", () => {
  const wrong = files.flatMap((file) => {
    const [from, allowed] = mayImport.find(([folder]) => file.startsWith(folder)) ?? ["", []];
    const home = from.endsWith("/") ? from : "";
    return importsOf(file)
      .filter(
        ({ to }) =>
          sources.has(to) &&
          !(home && to.startsWith(home)) &&
          !allowed.some((one) => to.startsWith(one)),
      )
      .map(({ to }) => `${file} imports ${to}`);
  });
  expect(wrong).toEqual([]);
});

test("no kind of component knows another, and no module of the app another's routes", () => {
  const table = "platform/components/index.ts";
  const kinds = new Set(
    importsOf(table)
      .filter(({ types }) => !types)
      .map(({ to }) => to),
  );
  expect(kinds.size).toBeGreaterThan(5);
  const wrong = files
    .filter((file) => file !== table && !file.startsWith("tests/"))
    .flatMap((file) =>
      importsOf(file)
        .filter(
          ({ to }) =>
            kinds.has(to) ||
            (/^app\/modules\/(\w+)\/routes\.ts$/.test(to) &&
              file.startsWith("app/modules/") &&
              dirname(file) !== dirname(to)),
        )
        .map(({ to }) => `${file} imports ${to}`),
    );
  expect(wrong).toEqual([]);
});

const mayLoadPulumi = [
  /^platform\/(stack|index|own-resource)\.ts$/,
  /^platform\/provider\//,
  /^platform\/targets\/\w+\/resources\.ts$/,
  /^policies\/pack\.ts$/,
  /^scripts\/lib\/engine\.ts$/,
  /^scripts\/lib\/tools\/install-pulumi\.ts$/,
  /^tests\//,
];

test("Pulumi is named only where it may be loaded", () => {
  const wrong = files
    .filter((file) => importsOf(file).some(({ to, types }) => to.startsWith("@pulumi/") && !types))
    .filter((file) => !mayLoadPulumi.some((pattern) => pattern.test(file)));
  expect(wrong).toEqual([]);
});

test.each([
  "platform/environment.ts",
  "platform/declare.ts",
  "platform/generated.ts",
  "platform/targets/index.ts",
  "scripts/andamio.ts",
  "scripts/lib/cli.ts",
  "scripts/validate.ts",
  "scripts/schema.ts",
  "scripts/status.ts",
  "scripts/logs.ts",
  "scripts/exec.ts",
  "scripts/run.ts",
  "scripts/why.ts",
  "scripts/diff.ts",
  "scripts/lib/offline-plan.ts",
])("%s loads without Pulumi, and without a client of a daemon or a cluster", (entry) => {
  expect(sources.has(entry), entry).toBe(true);
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(
      ...importsOf(file)
        .filter(({ lazy, types }) => !lazy && !types)
        .map(({ to }) => to),
    );
  }
  const heavy = /^(@pulumi\/|dockerode$|@kubernetes\/client-node$)/;
  expect([...seen].filter((file) => heavy.test(file))).toEqual([]);
});

test("no file is longer than 250 lines", () => {
  const long = files.filter((file) => (sources.get(file) ?? "").trimEnd().split("\n").length > 250);
  expect(long).toEqual([]);
});

test("no error is swallowed by an empty catch", () => {
  expect(
    files.filter((file) => /\bcatch\s*(\([^)]*\))?\s*\{\s*\}/.test(sources.get(file) ?? "")),
  ).toEqual([]);
});

/** These speak before, or instead of, the command line. */
const mayPrint = [
  "scripts/lib/cli.ts",
  "scripts/setup.mjs",
  "scripts/lib/install.mjs",
  "app/jobs.ts",
  "app/process.ts",
  "app/prisma/schema-engine.ts",
];

test("only the command line and entries of processes print", () => {
  const imported = new Set(
    files
      .filter((file) => !file.startsWith("tests/"))
      .flatMap((file) => importsOf(file))
      .map(({ to }) => to),
  );
  const wrong = files
    .filter((file) => !file.startsWith("tests/") && imported.has(file) && !mayPrint.includes(file))
    .filter((file) => /\bconsole\.\w+\(/.test(sources.get(file) ?? ""));
  expect(wrong).toEqual([]);
});

/** Here the word is the name of a program. */
const ofPrograms = ["platform/images/docker.ts", "scripts/lib/tools/docker.ts", "scripts/lib/tools/tool.ts"];

test("only a target knows its own name", () => {
  const targets = importsOf("platform/targets/index.ts")
    .filter(({ types }) => !types)
    .map(({ to }) => to.split("/").at(-2));
  expect(targets).toContain("local");
  const wrong = files
    .filter(
      (file) =>
        /^(platform|scripts|policies)\//.test(file) &&
        !file.startsWith("platform/targets/") &&
        !file.startsWith("platform/provider/") &&
        !ofPrograms.includes(file),
    )
    .filter(
      (file) =>
        targets.some((name) => (sources.get(file) ?? "").includes(`"${name}"`)) ||
        /target\.name\s*[!=]==/.test(sources.get(file) ?? ""),
    );
  expect(wrong).toEqual([]);
});

test("every file says in its first sentence what it is for", () => {
  const silent = files.filter(
    (file) => !/^(#!.*\n)?(\/\*\*?[\s*]|\/\/ )/.test(sources.get(file) ?? ""),
  );
  expect(silent).toEqual([]);
});

test("no file exports a default, but where a tool asks for one", () => {
  const asked = /(config|formatter)\.(ts|js|mjs)$|^platform\/index\.ts$/;
  expect(
    files.filter((file) => !asked.test(file) && /^export default\b/m.test(sources.get(file) ?? "")),
  ).toEqual([]);
});
