/** The contract between a file and a program: the schema of the variables that an image reads. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { load, makeProject, refuse } from "./project.ts";

const schema = {
  type: "object",
  properties: {
    LOG_LEVEL: { enum: ["info", "debug"], default: "info", description: "how much is logged" },
    PAGE_SIZE: { type: "integer", minimum: 1, maximum: 100 },
    RATIO: { type: "number", exclusiveMaximum: 1 },
    DEBUG: { type: "boolean", "x-aliases": ["FLASK_DEBUG"], "x-meaning": "debug" },
    API_URL: { type: "string", format: "uri" },
    WAIT: { format: "duration" },
    ORIGINS: { type: "array", items: { format: "origin" } },
    TABLE: { type: "string", contentMediaType: "application/json" },
    CODE: { type: "string", pattern: "^(a+)+$" },
    PIN: { type: "string", writeOnly: true },
    DB_USER: { type: "string" },
    DB_PASSWORD: { type: "string", writeOnly: true },
  },
  patternProperties: { "^FEATURE_[A-Z]+$": { type: "boolean" } },
  dependentRequired: { DB_USER: ["DB_PASSWORD"] },
  "x-commands": {
    "dist/server.js": { required: ["API_URL"], anyOf: [{ required: ["PIN"] }, { required: ["DB_PASSWORD"] }] },
    "dist/jobs.js tidy": { required: ["PAGE_SIZE"] },
  },
};

interface Written {
  env?: Record<string, string>;
  group?: Record<string, string>;
  command?: string[];
  text?: string;
  path?: string;
  more?: string;
}

function write({ env = {}, group = {}, command = ["node", "x.js"], text = JSON.stringify(schema, null, 2), path = "./app/variables.json", more = "" }: Written) {
  const yaml = [
    "version: 1",
    "target: local",
    `images: { app: { build: ./app, variables: ${path} }, other: { build: ./other } }`,
    `envGroups: { app: ${JSON.stringify(group)} }`,
    "components:",
    "  key: { kind: Secret, generate: {} }",
    `  api: { kind: Worker, image: app, command: ${JSON.stringify(command)}, envFrom: [app], env: ${JSON.stringify(env)} }`,
    more,
  ].join("\n");
  return { "dev.yaml": `${yaml}\n`, "../app/variables.json": text };
}

function faultsOf(written: Written) {
  return refuse(makeProject(write(written))).diagnostics.map(
    ({ code, message, help, file, line, column }) => ({ code, message, help, place: `${file}:${line}:${column}` }),
  );
}

test.each([
  ["LOG_LEVEL", "debgu", "did you mean \"debug\"?"],
  ["PAGE_SIZE", "10.5", "hint: PAGE_SIZE"],
  ["PAGE_SIZE", "0", "hint: PAGE_SIZE"],
  ["PAGE_SIZE", "1e309", "hint: PAGE_SIZE"],
  ["RATIO", "Infinity", "hint: RATIO"],
  ["RATIO", "1", "hint: RATIO"],
  ["DEBUG", "yes", "did you mean \"true\"?"],
  ["FLASK_DEBUG", "offf", "hint: FLASK_DEBUG"],
  ["API_URL", "example.com", "hint: API_URL"],
  ["WAIT", "5 minutes", "hint: WAIT"],
  ["ORIGINS", "https://a.example.com,*", "hint: ORIGINS"],
  ["TABLE", "{ a: 1 }", "hint: TABLE"],
  ["CODE", `${"a".repeat(5_000)}!`, "hint: CODE"],
  ["FEATURE_X", "maybe", "hint: FEATURE_X"],
])("B5 %s: %s is refused where it is written", (name, value, help) => {
  for (const where of ["env", "group"] as const) {
    const [fault, ...more] = faultsOf({ [where]: { [name]: value } });
    expect(more).toEqual([]);
    expect(fault).toMatchObject({ code: "bad-variable", help: expect.stringContaining(help) as string });
    expect(fault!.place).toMatch(where === "env" ? /^environments\/dev\.yaml:7:/ : /^environments\/dev\.yaml:4:/);
  }
});

test("what reads as declared is valid, and so is what a reference or nothing decides", () => {
  const env = {
    ...{ LOG_LEVEL: "info", PAGE_SIZE: "100", RATIO: ".5", DEBUG: "TRUE", API_URL: "http://x", WAIT: "1m30s" },
    ...{ ORIGINS: "https://a.example.com, https://b.example.com:8443", TABLE: "[1]", CODE: "aaa" },
    ...{ FEATURE_NEW: "0", PIN: "${key.value}", DB_USER: "", NODE_OPTIONS: "--x", OTEL_SERVICE_NAME: "a", TZ: "UTC" },
    ...{ https_proxy: "http://proxy:3128" },
  };
  expect(load(write({ env })).contracts["app"]!.file).toBe("app/variables.json");
  load(write({ env: { PAGE_SIZE: "${key.value}", API_URL: "https://${environment.name}.example.com" } }));
});

test.each([
  ["LOG_LEVLE", "did you mean \"LOG_LEVEL\"?"],
  ["log_level", "did you mean \"LOG_LEVEL\"?"],
  ["FLASK_DEBUGG", "did you mean \"FLASK_DEBUG\"?"],
  ["FEATURE_1", "hint: declare it in app/variables.json, or remove it"],
  ["constructor", "hint: declare it in app/variables.json, or remove it"],
])("B5 %s is unknown", (name, help) => {
  const [fault, ...more] = faultsOf({ env: { [name]: "1" } });
  expect(more).toEqual([]);
  expect(fault).toMatchObject({ code: "unknown-variable", help });
});

test("a runtime's name that is one letter from a declared one is a slip", () => {
  const declared = { properties: { NODE_ENV: { enum: ["production"] } } };
  const [fault] = faultsOf({ env: { NODE_EVN: "production" }, text: JSON.stringify(declared) });
  expect(fault).toMatchObject({ code: "unknown-variable", help: "did you mean \"NODE_ENV\"?" });
  load(write({ env: { NODE_OPTIONS: "-r x" }, text: JSON.stringify(declared) }));
});

test("a group serves programs of several images: what one of them reads is known", () => {
  const more = "  web: { kind: Worker, image: other, command: [x], envFrom: [app] }";
  load(write({ group: { OF_THE_OTHER: "1" }, more }));
  expect(faultsOf({ group: { OF_THE_OTHER: "1" } })).toMatchObject([{ code: "unknown-variable" }]);
});

test("a secret by declaration is refused in plain text, however harmless it looks", () => {
  for (const PIN of ["1234", "pin-${environment.name}"]) {
    const faults = faultsOf({ env: { PIN } });
    expect(faults).toMatchObject([{ code: "plain-credential", message: "PIN holds a credential in plain text" }]);
    expect(faults[0]!.help).toContain("${pin.value}");
  }
});

test.each([
  [["node", "dist/server.js"], ["API_URL", "PIN or DB_PASSWORD"]],
  [["sh", "-c", "exec node ./dist/server.js"], ["API_URL", "PIN or DB_PASSWORD"]],
  [["node", "dist/jobs.js", "tidy"], ["PAGE_SIZE"]],
])("%j is asked for what it requires", (command, missing) => {
  const faults = faultsOf({ command });
  expect(faults.map(({ code, message }) => [code, message])).toEqual(
    missing.map((name) => ["missing-variable", `Worker "api" needs the variable ${name}`]),
  );
});

test("a job is not asked for what the server requires, and a file is as good as a variable", () => {
  load(write({ command: ["node", "dist/jobs.js", "other"] }));
  load(write({ command: ["node", "dist/server.js"], env: { API_URL: "http://x", DB_PASSWORD: "${key.value}" } }));
  expect(faultsOf({ env: { DB_USER: "me" } })).toMatchObject([{ code: "missing-variable" }]);
});

test.each([
  ["{ \"type\": \"object\",", "app/variables.json:1:", "this is not JSON"],
  ["{\n  \"properties\": { \"A\": {}, }\n}", "app/variables.json:2:26", "this is not JSON"],
  ["{\n  \"properties\": { \"A\": { \"type\": \"numbr\" } }\n}", "app/variables.json:2:34", "there is no type \"numbr\""],
  ["[1]", "app/variables.json:1:1", "the schema of variables is an object"],
  ["{\n  \"properites\": {}\n}", "app/variables.json:2:", "is not understood"],
  ["{\n  \"properties\": { \"A\": { \"x-meaning\": \"debgu\" } }\n}", "app/variables.json:2:39", "there is no meaning"],
  ["{\n  \"properties\": { \"A\": { \"pattern\": \"(\" } }\n}", "app/variables.json:2:37", "is not a pattern"],
  ["{\n  \"required\": [\"A\"]\n}", "app/variables.json:2:16", "required and not declared"],
  [`{"properties":{"A":${"{\"items\":".repeat(3_000)}{}${"}".repeat(3_000)}}}`, "app/variables.json:1:1", "nested too deeply"],
])("a broken schema file is a fault with its place (%#)", (text, place, message) => {
  const faults = faultsOf({ text });
  expect(faults).not.toEqual([]);
  for (const fault of faults) expect(fault).toMatchObject({ code: "bad-variables" });
  expect(faults[0]!.place.startsWith(place), faults[0]!.place).toBe(true);
  expect(faults[0]!.message).toContain(message);
});

test("the schema file lies inside the project, and is there", () => {
  expect(faultsOf({ path: "../variables.json" })).toMatchObject([{ code: "outside", place: expect.stringMatching(/^environments\/dev\.yaml:3:/) as string }]);
  expect(faultsOf({ path: "./app/none.json" })).toMatchObject([{ code: "missing-file", place: expect.stringMatching(/^environments\/dev\.yaml:3:/) as string }]);
});

test.each(["./app/variables.json", "./link/secret.json"])("%s, linked out of the project, is refused", (path) => {
  const outside = mkdtempSync(join(tmpdir(), "andamio-outside-"));
  onTestFinished(() => rmSync(outside, { recursive: true }));
  writeFileSync(join(outside, "secret.json"), "{ \"type\": \"object\", \"properties\": { \"HIDDEN\": 1 } }");
  const root = makeProject({
    "dev.yaml": `version: 1
target: local
images: { app: { build: ./app, variables: ${path} } }
components: { a: { kind: Worker, image: app, command: [node, a.js], env: { HIDDE: 1 } } }
`,
  });
  mkdirSync(join(root, "app"), { recursive: true });
  symlinkSync(join(outside, "secret.json"), join(root, "app/variables.json"));
  symlinkSync(outside, join(root, "link"));
  const { diagnostics } = refuse(root);
  expect(diagnostics).toMatchObject([{ code: "outside", file: "environments/dev.yaml", line: 3, column: 43 }]);
  expect(JSON.stringify(diagnostics)).not.toContain("HIDDEN");
});
