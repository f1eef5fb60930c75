/** The table of what targets do with each field, held against what happens to each of them. */
import { expect, test } from "vitest";

import { components } from "../../platform/components/index.ts";
import { declare } from "../../platform/declare.ts";
import { isPlatformError } from "../../platform/errors.ts";
import { makeSupportTable, type Said } from "../../platform/support-table.ts";
import { targets } from "../../platform/targets/index.ts";
import { findFaults, load } from "./project.ts";

type Plain = Record<string, unknown>;

/** What a field needs beside it, or cannot stand beside. */
const around: Readonly<Record<string, Plain>> = {
  "Database.path": { engine: "sqlite" },
  "Secret.from": { generate: undefined },
  "Worker.health": { health: { command: ["node", "check.js"] } },
  "CiSecrets.path": { provider: "file" },
  "Secret.optional": { generate: undefined, from: { variable: "X" } },
};

/** The least that a component of the kind can be; of one that runs nothing, an example. */
function baseOf(kind: string, field = ""): Plain {
  const { runs, examples } = components[kind]!;
  if (!runs && !["Database", "Secret"].includes(kind)) {
    return { kind, ...(examples.find(({ spec }) => field in spec) ?? examples[0])!.spec };
  }
  const least: Readonly<Record<string, Plain>> = {
    Database: { engine: "postgresql" },
    Secret: { generate: {} },
  };
  const { required = [] } = components[kind]!.schema;
  const program = { image: "app", command: ["node", "x.js"], port: 8000, schedule: "0 2 * * *" };
  const given = Object.entries(program).filter(([field]) => required.includes(field));
  const command = runs === undefined ? {} : { command: program.command };
  return { kind, ...least[kind], ...Object.fromEntries(given), ...command };
}

/** Components that a value refers to, by what is asked of each. */
function listBeside(value: unknown): Plain {
  const found = (JSON.stringify(value) ?? "").matchAll(/\$\{([a-z][a-z0-9-]*)\.(\w+)\}/g);
  const kinds: Readonly<Record<string, Plain>> = {
    value: { kind: "Secret", generate: {} },
    url: { ...baseOf("Service"), image: "ui" },
    publicUrl: { ...baseOf("Service"), image: "ui" },
  };
  return Object.fromEntries([...found].map(([, name, output]) => [name, kinds[output!]]));
}

function setAt(spec: Plain, path: readonly string[], value: unknown): Plain {
  const [first = "", ...rest] = path;
  if (rest.length === 0) return { ...spec, [first]: value };
  return { ...spec, [first]: setAt((spec[first] ?? {}) as Plain, rest, value) };
}

/** Files that examples name. */
const beside = {
  "../app/variables.schema.json": JSON.stringify({ patternProperties: { "^[A-Z_]+$": {} } }),
};

/** Where a field of a map's members stands. */
const inMap: Readonly<Record<string, string>> = { volumes: "it", registries: "ghcr.io" };

function write(field: string, value: unknown, target: string): string {
  const [kind = "", ...steps] = field.split(".");
  const path = steps.flatMap((step) => (inMap[step] ? [step, inMap[step]] : [step]));
  const app = { build: "./app", repository: "r.example.com/app" };
  const top = { version: 1, target, images: { app, ui: app }, tls: { mode: "internal" } };
  if (!(kind in components)) {
    const bare = { ...top, components: { it: baseOf("Service"), cron: baseOf("CronJob"), ...listBeside(value) } };
    return JSON.stringify(setAt(bare, kind === "Image" ? ["images", "app", ...path] : path, value));
  }
  const it = setAt(complete(kind, steps[0]!), path, value);
  const user = { ...baseOf("Job"), env: { URL: "${it.url}" } };
  const near = { ...listBeside(it), ...(kind === "Database" && { user }), ...(steps[0] === "after" && { migrate: baseOf("Job") }) };
  const groups = { app: { A: "1" } };
  return JSON.stringify({ ...top, envGroups: groups, components: { ...near, it } });
}

/** A component with what its field cannot do without. */
function complete(kind: string, field: string): Plain {
  const spec = { ...baseOf(kind, field), ...around[`${kind}.${field}`] };
  if (field === "secretsAs") return { ...spec, env: { KEY: "${key.value}" } };
  if (field === "volumes") return setAt(spec, ["volumes", "it", "path"], "data");
  if (field === "route") return setAt(spec, ["route", "host"], "x.example.com");
  return field === "scale" ? setAt(spec, ["scale", "max"], 4) : spec;
}

/** What happened: the answer as it came to whoever deploys. */
function observe(field: string, value: unknown, target: string): string {
  const yaml = write(field, value, target);
  const [kind = "", ...steps] = field.split(".");
  const place = kind in components ? /^it\./ : kind === "Image" ? /^images\./ : /^/;
  const isIt = (told: string): boolean => place.test(told) && told.endsWith(steps.at(-1)!);
  try {
    const environment = load({ "dev.yaml": yaml, ...beside });
    declare(environment);
    const isTold = environment.approximations.some((one) => isIt(one.field));
    return isTold ? "approximated" : "honoured";
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "spec_invalid") throw error;
    const codes = error.diagnostics.map(({ code }) => code);
    return codes.length > 0 && codes.every((code) => code === "unsupported")
      ? "unsupported"
      : error.diagnostics.map(({ message }) => message).join("; ");
  }
}

/** Of the file or of the policies alone, or one of two that exclude each other. */
const elsewhere =
  /^Environment\.(policies|workflows|acknowledge|moved|parity|state|branch|tls|registries|envGroups)|^Image\.(ref|build)$|managed|^Secret\.from|^Job\.migrates$|^CiSecrets\.(provider|environment)$/;

const rows = makeSupportTable().filter(({ field }) => !elsewhere.test(field));

test.each(Object.keys(targets))("what %s says of each field is what happens to it", (target) => {
  const wrong: string[] = [];
  let asked = 0;
  for (const { field, targets: said } of rows) {
    for (const { answer, values } of said[target] as readonly Said[]) {
      for (const value of values) {
        const seen = observe(field, value, target);
        asked += 1;
        if (seen !== answer) wrong.push(`${field}: ${JSON.stringify(value)} is ${seen}, not ${answer}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(150);
});

/** What would be made; nothing where the field cannot be left out. */
function makeOf(field: string, value: unknown, target: string): string[] {
  try {
    return [JSON.stringify(declare(load({ "dev.yaml": write(field, value, target), ...beside })))];
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "spec_invalid") throw error;
    return [];
  }
}

/** What is honoured elsewhere: by status and the plan, by policies, by `andamio secrets`. */
const unseen =
  /^Environment\.(description|owner)$|^Database\.role$|^Secret\.(optional|owner|maxAge|minBytes)$|^Image\.variables$/;

/** Where the example is what holds anyway. */
const others: Readonly<Record<string, unknown>> = {
  "Database.path": "store/other.sqlite3",
  "Database.version": "16",
  "Database.cpu": 2,
  "Database.memory": "3Gi",
  "Redis.version": "6",
  "CiSecrets.path": "ci/.secrets",
};

test.each(Object.keys(targets))("what %s honours changes what is made there", (target) => {
  const same = rows.flatMap(({ field, targets: said }) => {
    const honoured = said[target]!.filter(({ answer }) => answer === "honoured");
    const values = honoured.flatMap((one) => one.values);
    // of several answers, one may be for what holds anyway
    const isSure = said[target]!.length === 1 || values.length > 1;
    if (values.length === 0 || !isSure || unseen.test(field)) return [];
    const tried = [undefined, others[field], ...values];
    const made = tried.flatMap((value) => makeOf(field, value, target));
    return made.length > 1 && new Set(made).size === 1 ? [field] : [];
  });
  expect(same).toEqual([]);
});

test("a field that a target refuses says what to do instead", () => {
  const refused = makeSupportTable().flatMap(({ targets: said }) =>
    Object.values(said).flatMap((all) => all.filter(({ answer }) => answer === "unsupported")),
  );
  expect(refused.length).toBeGreaterThan(0);
  for (const { text } of refused) expect(text).toMatch(/\w/);
});

test("an image that its target would have to pull says where it is pushed to", () => {
  const describe = (lines: string) => `version: 1
${lines}
images: { app: { build: ./app } }
components: { api: { kind: Service, image: app, port: 8000 } }
`;
  expect(findFaults({ "dev.yaml": describe("target: kubernetes") })).toMatchObject([
    { code: "unsupported", line: 3, column: 18, help: expect.stringContaining("app: { repository: ") as string },
  ]);
  // Docker builds where it runs
  const far = describe("target: docker\ndocker: { host: \"ssh://ubuntu@203.0.113.7\" }");
  expect(load({ "dev.yaml": far }).target).toBe("docker");
});
