/** Where a value comes from: `andamio why`, `validate --effective`, and `diff` of environments. */
import { expect, test } from "vitest";
import { parse } from "yaml";

import { catalogue } from "../../platform/catalogue.ts";
import { components } from "../../platform/components/index.ts";
import { explainValue } from "../../platform/plan/explain.ts";
import { findPath } from "../../platform/plan/find-path.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import { makeEmptySide, type Side } from "../../platform/plan/side.ts";
import { isFields, type Shape } from "../../platform/spec/schema.ts";
import { settleValue } from "../../platform/spec/values.ts";
import { edit, files } from "./fixture.ts";
import { makeRepository } from "./repository.ts";

function readAt(place: string): string {
  const [file, line, column] = place.split(":");
  return files[file!]!.split("\n")[Number(line) - 1]!.slice(Number(column) - 1);
}

test("every value of the merged environment stands where its line says", async () => {
  const { andamio } = makeRepository(files);
  const { stdout } = await andamio("validate", "dev", "--effective");
  const merged = parse(stdout) as { components: Record<string, { replicas?: number }> };
  expect(merged).toMatchObject({
    target: "local",
    envGroups: { app: { LOG_LEVEL: "debug", DEBUG: "0" } },
    components: { api: { replicas: 3, memory: "512Mi", health: { interval: "5s", retries: 3 } } },
  });
  const json = JSON.parse((await andamio("validate", "dev", "--effective", "--json")).stdout) as {
    environments: { value: unknown }[];
  };
  expect(json.environments[0]?.value).toEqual(merged);
  const lines = stdout.split("\n").filter((line) => /# environments/.test(line));
  expect(lines.length).toBeGreaterThan(40);
  for (const line of lines) {
    const { key, value, place } = /^ *(?<key>.*?): (?<value>.*?) +# (?<place>.*)$/.exec(line)!.groups!;
    const written = readAt(place!);
    // a list is told by its key
    const expected = value!.startsWith("[") ? key! : value!.replaceAll("\"", "").split(" ")[0]!;
    expect(written.replaceAll("\"", "").startsWith(expected), line).toBe(true);
  }
});

test.each([
  [
    "api.replicas",
    [
      "api.replicas = 3 (written)",
      "  environments/dev.yaml:9:20   3  counts",
      "  environments/base.yaml:26:15  2  is laid over",
      "  the default is 1",
    ],
  ],
  [
    "api.env.LOG_LEVEL",
    [
      "api.env.LOG_LEVEL = debug (written, by group app)",
      "  environments/dev.yaml:7:21   debug  counts",
      "  environments/base.yaml:8:16  info   is laid over",
    ],
  ],
  ["api.memory", ["api.memory = 512Mi (default)", "  the default is 512Mi"]],
  [
    "envGroups.app.DATABASE_URL",
    [
      "envGroups.app.DATABASE_URL = ${db.url} (written)",
      "  environments/base.yaml:7:19  ${db.url}  counts",
      "  ${db.url} is of Database \"db\" at environments/base.yaml:11:3, and secret",
    ],
  ],
  ["db.version", ["db.version = 15 (default)", "  where it is not set: engine postgresql"]],
  ["db.storage", ["db.storage = 10Gi (default)", "  where it is not set: engine postgresql"]],
  ["cache.health.retries", ["cache.health.retries = 3 (default)", "  where it is not set: kind Redis"]],
  ["api.requests.memory", ["api.requests.memory = 512Mi (default)", "  where it is not set: the field memory"]],
  ["tidy.timezone", [
    "tidy.timezone = America/Argentina/Buenos_Aires (default)",
    "  where it is not set: timezone of the environment",
  ]],
  ["api.containerName", [
    "api.containerName = dev-api (default)",
    "  where it is not set: the names of the environment and of the component",
  ]],
  ["api.route", ["api.route = not set (default)", "  where it is not set: no public address"]],
  ["db", ["kind: Database      # environments/base.yaml:11:15", "engine: postgresql  # environments/base.yaml:11:33"]],
])("why %s is told by the layers that speak of it", async (path, lines) => {
  const { andamio } = makeRepository(files);
  const { stdout, code } = await andamio("why", "dev", path);
  expect(stdout.split("\n").map((line) => line.replace(/ +/g, " "))).toEqual(
    [...lines, ""].map((line) => line.replace(/ +/g, " ")),
  );
  expect(code).toBe(0);
});

test("a path that leads nowhere says what there is", async () => {
  const { andamio } = makeRepository(files);
  const { stderr, code } = await andamio("why", "dev", "api.replica");
  expect(code).toBe(2);
  expect(stderr).toContain("nothing is called api.replica\n");
  expect(stderr).toContain("did you mean \"replicas\"? api has: ");
});

test("a value that the target does not honour says what it does instead", async () => {
  const { andamio } = makeRepository(edit(files, "dev", "replicas: 3", "memory: 1Gi, replicas: 3"));
  const { stdout } = await andamio("why", "dev", "api.memory");
  expect(stdout).toContain("  on local: not limited");
});

test("a value that a rule puts right is the rule's, and as it is deployed", async () => {
  const more = "target: docker\ntls: { mode: internal, hsts: 30d }\npolicies: { rules: { hsts: remediate } }";
  const routed = edit(files, "dev", "api: { replicas: 3", "api: { route: { host: a.example.com }, replicas: 3");
  const { andamio, write } = makeRepository(edit(routed, "dev", "target: local", more));
  const { stdout } = await andamio("why", "dev", "tls.hsts");
  expect(stdout.split("\n").map((line) => line.replace(/ +/g, " "))).toEqual([
    "tls.hsts = 365d (rule hsts)",
    " environments/dev.yaml:4:30 30d is laid over",
    " the default is 365d",
    " the rule: policies/docs/hsts.md",
    "",
  ]);
  const effective = await andamio("validate", "dev", "--effective");
  expect(effective.stdout).toMatch(/^ {2}hsts: 365d +# rule hsts, over environments\/dev\.yaml:4:30$/m);
  expect((await andamio("preview", "dev", "--offline", "--against", "HEAD", "--exit-code")).code).toBe(0);
  write(edit(edit(routed, "dev", "target: local", more), "dev", "hsts: remediate", "hsts: advisory"));
  const { rows } = JSON.parse((await andamio("preview", "dev", "--offline", "--json")).stdout) as Plan;
  expect(rows.map(({ text }) => text)).toContain("tls.hsts 365d → 30d");
});

const staging = files["environments/dev.yaml"]!;
const prod = staging.replace("replicas: 3", "replicas: 5").replace("debug", "warn");

test("two environments may differ only in what one of them declares, and by whose reason", async () => {
  const { andamio, write } = makeRepository({
    ...files,
    "environments/staging.yaml": `${staging}branch: develop\n`,
    "environments/prod.yaml": `${prod}branch: main\nparity: { staging: { api.replicas: more load } }\n`,
  });
  const { stdout, code } = await andamio("diff", "staging", "prod");
  expect(code).toBe(3);
  expect(stdout).toBe(`staging and prod differ in 1 undeclared field
  envGroups.app.LOG_LEVEL debug → warn
    environments/staging.yaml:7:21, environments/prod.yaml:7:21
Declared:
  api.replicas 3 → 5  more load
hint: in prod.yaml: parity: { staging: { envGroups.app.LOG_LEVEL: why } }
`);
  const declared = "parity: { staging: { api.replicas: more load, envGroups: logs, target: none } }";
  write({ "environments/prod.yaml": `${prod}${declared}\n` });
  const all = await andamio("diff", "staging", "prod");
  expect(all.code).toBe(0);
  expect(all.stdout).toContain("staging and prod differ in nothing that is not declared");
  expect(all.stdout).toMatch(/prod\.yaml:11:\d+: warning: target does not differ\. remove it/);
});

/** Paths of the fields of a schema; members of maps have names of the user's. */
function listFields(shape: Shape, at: readonly string[] = []): string[] {
  if (!isFields(shape)) return [at.join(".")];
  return Object.entries(shape.properties).flatMap(([field, inside]) =>
    listFields(inside, [...at, field]));
}

test.each(Object.entries(catalogue.kinds))("every field of kind %s has an answer", (_kind, traits) => {
  const spec = { kind: _kind, ...components[_kind]!.examples[0]!.spec };
  const value = settleValue({ version: 1, target: "local", components: { x: spec } }, catalogue.environment);
  const side = { ...makeEmptySide("dev"), value: value as unknown as Side["value"] };
  for (const field of listFields(traits.schema)) {
    const found = findPath(`x.${field}`, side, catalogue.environment);
    expect(found.pointer, field).toEqual(["components", "x", ...field.split(".")]);
    const asked = { pointer: found.pointer!, value: "value" in found ? found.value : undefined };
    const told = explainValue({ ...asked, side, layers: [], catalogue, mended: new Map() });
    expect(told.value, field).not.toBe("");
  }
});

const contract = {
  type: "object",
  properties: {
    LOG_LEVEL: { enum: ["info", "debug"], default: "info", description: "what is logged" },
    PAGE_SIZE: { type: "integer", default: 25, description: "rows of a page" },
    FROM: { type: "string", "x-aliases": ["SENDER"] },
  },
  patternProperties: { ".": {} },
};

test("a variable tells what its program's schema says, set or not", async () => {
  const declared = edit(files, "base", "{ build: ./app,", "{ build: ./app, variables: ./app/v.json,");
  const { andamio } = makeRepository({ ...declared, "app/v.json": JSON.stringify(contract) });
  const set = await andamio("why", "dev", "api.env.LOG_LEVEL");
  expect(set.stdout).toContain(
    "  LOG_LEVEL: what is logged (app/v.json)\n  where it is not set, the program takes info\n",
  );
  const unset = await andamio("why", "dev", "tasks.env.PAGE_SIZE");
  expect(unset.stdout).toBe(`tasks.env.PAGE_SIZE = not set (default)
  PAGE_SIZE: rows of a page (app/v.json)
  where it is not set, the program takes 25
`);
  const json = JSON.parse((await andamio("why", "dev", "api.env.SENDER", "--json")).stdout) as object;
  expect(json).toMatchObject({ variable: { file: "app/v.json", name: "FROM" } });
  expect((await andamio("why", "dev", "db.env.PAGE_SIZE")).code).toBe(2);
});
