/**
 * Reading an environment: layers, text as written, defaults, positions, and which environments
 * there are.
 */
import { expect, test } from "vitest";

import { listEnvironments } from "../../platform/environment.ts";
import { findFaults, load, makeProject, refuse } from "./project.ts";

const service = "  api: { kind: Service, image: app, command: [node, a.js], port: 8000 }\n";
const whole = `version: 1\ntarget: local\nimages: { app: { build: ./app } }\ncomponents:\n${service}`;

test("values of variables are text as written", () => {
  const environment = load({
    "dev.yaml": `${whole}envGroups:
  app: { A: 0, B: 1.10, C: on, D: 2027-03-31, E: 0x1F, F: true, G: "007", H: 1e3, I: .inf, J: '', K: "\\t" }
labels: { build: 0012 }
`,
  });
  expect(environment.envGroups.app).toEqual({
    A: "0",
    B: "1.10",
    C: "on",
    D: "2027-03-31",
    E: "0x1F",
    F: "true",
    G: "007",
    H: "1e3",
    I: ".inf",
    J: "",
    K: "\t",
  });
  expect(environment.labels).toEqual({ build: "0012" });
});

test("what is not written has its default, also inside of what is", () => {
  const { components, images, timezone, profile, state } = load({
    "dev.yaml": whole.replace("port: 8000", "port: 8000, health: { path: /h }"),
  });
  expect(components.api).toEqual({
    kind: "Service",
    image: "app",
    command: ["node", "a.js"],
    port: 8000,
    replicas: 1,
    env: {},
    envFrom: [],
    cpu: 0.5,
    memory: "512Mi",
    internal: [],
    labels: {},
    requests: {},
    volumes: {},
    secretsAs: "env",
    egress: "none",
    user: 10001,
    readOnlyRoot: true,
    stop: { signal: "SIGTERM", grace: "30s" },
    health: { path: "/h", interval: "10s", timeout: "3s", retries: 3, startPeriod: "60s" },
  });
  expect(images.app).toEqual({
    build: "./app",
    steps: ["npm ci", "npm run build --if-present"],
    workdir: "/app",
    dockerfile: "Dockerfile",
    args: {},
    noCache: false,
  });
  expect({ timezone, profile, state }).toEqual({
    timezone: "America/Argentina/Buenos_Aires",
    profile: "dev",
    state: {},
  });
});

const layers = {
  "base/one.yaml": `version: 1\nimages: { app: { build: ./app } }\nenvGroups: { app: { A: one, B: one, C: one } }\ncomponents:\n${service}  old: { kind: Redis }\n`,
  "two.yaml":
    "version: 1\nextends: ./base/one.yaml\nenvGroups: { app: { B: two, C: null } }\ncomponents:\n  old: null\n  api: { command: [node, b.js], env: { X: 1 } }\n",
  "dev.yaml":
    "version: 1\nextends: ./two.yaml\ntarget: local\nenvGroups: { app: { C: three } }\ncomponents:\n  api: { env: { Y: 2 }, replicas: 3 }\n  old: { kind: Secret, generate: {} }\n",
};

test("layers merge from the base up: maps merge, the rest replaces, null removes", () => {
  const { envGroups, components, files } = load(layers);
  expect(envGroups.app).toEqual({ A: "one", B: "two", C: "three" });
  expect(components.api).toMatchObject({
    command: ["node", "b.js"],
    env: { X: "1", Y: "2" },
    replicas: 3,
    port: 8000,
  });
  expect(components.old).toMatchObject({ kind: "Secret", generate: { bytes: 32 } });
  expect(files).toEqual([
    "environments/base/one.yaml",
    "environments/two.yaml",
    "environments/dev.yaml",
  ]);
});

test("every value is found in the layer that set it, and a default at what was written", () => {
  const environment = load(layers);
  const place = (pointer: string): string => {
    const { file, line, column, length } = environment.locate(pointer);
    return `${file.replace("environments/", "")}:${line}:${column}+${length}`;
  };
  expect(place("/envGroups/app/A")).toBe("base/one.yaml:3:24+3");
  expect(place("/envGroups/app/B")).toBe("two.yaml:3:24+3");
  expect(place("/envGroups/app/C")).toBe("dev.yaml:4:24+5");
  expect(place("/components/api/port")).toBe("base/one.yaml:5:66+4");
  expect(place("/components/api/command")).toBe("two.yaml:6:10+7");
  expect(place("/components/api/env/Y")).toBe("dev.yaml:6:20+1");
  expect(place("/components/api")).toBe("base/one.yaml:5:3+3");
  expect(place("/components/api/memory")).toBe("base/one.yaml:5:3+3");
  expect(place("/components/old/generate/bytes")).toBe("dev.yaml:7:24+8");
});

test("an environment that does not exist is answered with the one that was meant", () => {
  const root = makeProject({ "dev.yaml": whole, "staging.yaml": whole });
  expect(refuse(root, "stagign")).toMatchObject({
    code: "environment_unknown",
    hint: "did you mean \"staging\"?",
  });
  expect(refuse(root, "x")).toMatchObject({
    code: "environment_unknown",
    hint: "environments: dev, staging",
  });
  expect(refuse(makeProject({}), "dev").code).toBe("environment_unknown");
});

test("a layer is listed and deployed by nobody, an environment below a folder by its name", () => {
  const root = makeProject({
    ...layers,
    "examples/single.yaml": whole,
    "examples/more/flow.yaml": "{ version: 1, target: local, components: {} }",
    "README.md": "",
    "Upper.yaml": whole,
  });
  expect(listEnvironments(root)).toEqual([
    { name: "dev", file: "environments/dev.yaml" },
    { name: "flow", file: "environments/examples/more/flow.yaml" },
    { name: "single", file: "environments/examples/single.yaml" },
  ]);
  expect(refuse(root, "two")).toMatchObject({
    code: "environment_unknown",
    message: expect.stringContaining("is a layer"),
  });
});

test("two files of one name are refused, because a name is an environment", () => {
  const root = makeProject({ "dev.yaml": whole, "examples/dev.yaml": whole });
  expect(refuse(root)).toMatchObject({
    code: "environment_unknown",
    message: expect.stringContaining("environments/examples/dev.yaml"),
  });
});

test("a file of 10 MB is refused without being read", () => {
  const faults = findFaults({ "dev.yaml": Buffer.alloc(10_000_000, `${whole}# filling\n`) });
  expect(faults).toMatchObject([
    {
      code: "too-big",
      file: "environments/dev.yaml",
      line: 1,
      column: 1,
      message: expect.stringContaining("10.0 MB"),
    },
  ]);
});

test("an empty file is told to be empty", () => {
  expect(findFaults({ "dev.yaml": "", "base.yaml": whole })).toMatchObject([
    { code: "not-a-map", line: 1, column: 1, length: 1 },
  ]);
});

test.each(["[", "{a: ", "- ", "? "])(
  "a file that nests %j ten thousand times is refused, and breaks nothing",
  (opening) => {
    const faults = findFaults({ "dev.yaml": `${whole}x: ${opening.repeat(10_000)}` });
    expect(faults.length).toBeGreaterThan(0);
  },
);

test("a byte order mark and Windows line ends change nothing", () => {
  const plain = load({ "dev.yaml": whole });
  const marked = load({ "dev.yaml": `\uFEFF${whole.replaceAll("\n", "\r\n")}` });
  expect(JSON.stringify(marked.components)).toBe(JSON.stringify(plain.components));
  expect(marked.locate("/components/api/port")).toEqual(plain.locate("/components/api/port"));
});

test("all faults of all layers are told in one run, sorted, each once", () => {
  const faults = findFaults({
    "base.yaml":
      "version: 1\nimages: { app: { biuld: ./app } }\nenvGroups: { app: { A: \"${nobody.url}\" } }\n",
    "dev.yaml":
      "version: 1\nextends: ./base.yaml\ntarget: local\ncomponents:\n  api: { kind: Service, image: app, port: many }\n  db: { kind: Database, engine: orcale }\n",
  });
  expect(
    faults.map(({ file, line, code }) => `${file.replace("environments/", "")}:${line} ${code}`),
  ).toEqual([
    "base.yaml:2 unknown-field",
    "base.yaml:3 unknown-component",
    "dev.yaml:5 unsupported",
    "dev.yaml:5 wrong-type",
    "dev.yaml:6 unknown-value",
  ]);
});

test("services may know each other's public address, and their own", () => {
  const { components } = load({
    "dev.yaml":
      `${whole.replace("port: 8000", "port: 8000, env: { ME: \"${api.publicUrl}\", UI: \"${ui.publicUrl}\" }")}` +
      "  ui: { kind: Service, image: app, command: [node, b.js], port: 3000, env: { API: \"${api.url}\" } }\n",
  });
  expect(Object.keys(components)).toEqual(["api", "ui"]);
});

test("a variable that another hides makes no order", () => {
  const text = `${whole.replace("port: 8000", "port: 8000, envFrom: [first, second], env: { B: own }")}
envGroups: { first: { A: "${"${api.url}"}", B: "${"${api.url}"}" }, second: { A: plain } }
`;
  expect(load({ "dev.yaml": text }).envGroups.second).toEqual({ A: "plain" });
  expect(
    findFaults({ "dev.yaml": text.replace("[first, second]", "[second, first]") }),
  ).toMatchObject([{ code: "cycle" }]);
});
