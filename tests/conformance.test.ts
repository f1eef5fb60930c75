/**
 * Every example of every component on every target. Names no target and no component: a new one
 * is tested by being in its table.
 */
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";

import { components } from "../platform/components/index.ts";
import { declare } from "../platform/declare.ts";
import type { Environment } from "../platform/environment.ts";
import { handlers } from "../platform/provider/resources/index.ts";
import { targets } from "../platform/targets/index.ts";
import type { Declaration } from "../platform/targets/target.ts";
import { load } from "./spec/project.ts";

interface Case {
  kind: string;
  title: string;
  spec: object;
  beside: object;
  target: string;
}

const cases: Case[] = Object.entries(components).flatMap(([kind, { examples }]) =>
  examples.flatMap(({ title, spec, beside = {} }) =>
    Object.keys(targets).map((target) => ({ kind, title, spec, beside, target })),
  ),
);

function loadExample({ kind, spec, beside, target }: Case): Environment {
  const environment = {
    version: 1,
    target,
    images: { app: { build: "./app", repository: "registry.example.com/app" } },
    components: { ...beside, example: { kind, ...spec } },
  };
  return load({ "dev.yaml": stringify(environment) });
}

/** All references in the properties of a resource. */
function listRefs(value: unknown): { name: string; secret: boolean }[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value) {
    return [{ name: String(value.$ref), secret: (value as { secret?: boolean }).secret === true }];
  }
  return Object.values(value).flatMap(listRefs);
}

test("every kind has examples", () => {
  for (const [kind, { examples }] of Object.entries(components)) {
    expect(examples.length, kind).toBeGreaterThanOrEqual(2);
  }
});

describe.each(cases)("$kind, $title, on $target", (example) => {
  test("validates, and lowers to resources that stand after what they refer to", () => {
    const environment = loadExample(example);
    const declarations = declare(environment);
    const before = new Set<string>();
    for (const declaration of declarations) {
      const wanted = [...declaration.needs, ...listRefs(declaration.props).map(({ name }) => name)];
      expect(
        wanted.filter((name) => !before.has(name)),
        declaration.name,
      ).toEqual([]);
      expect(before.has(declaration.name), `${declaration.name} stands there twice`).toBe(false);
      before.add(declaration.name);
    }
    expect(declarations.filter(({ parent }) => parent === "example").length).toBeGreaterThan(0);
  });

  test("says of each resource where it comes from, and keeps what holds data", () => {
    const environment = loadExample(example);
    for (const { name, parent, origin, props, secretOutputs = [] } of declare(environment)) {
      expect(environment.locate(origin.pointer)).toMatchObject({
        file: "environments/dev.yaml",
        line: expect.any(Number),
      });
      if (parent) {
        expect(
          name === parent || name.startsWith(`${parent}-`),
          `${name} is named after ${parent}`,
        ).toBe(true);
      }
      expect(JSON.stringify(props) ?? "", "no reference is left as text").not.toMatch(
        /\$\{[a-z][a-z0-9-]*\.[a-zA-Z]+\}/,
      );
      expect(secretOutputs.every((output) => typeof output === "string")).toBe(true);
    }
  });

  test("lowers to the same twice, whatever the order of its lines", () => {
    const environment = loadExample(example);
    const byName = (all: readonly Declaration[]): object =>
      Object.fromEntries(all.map((one) => [one.name, one]));
    const turned = {
      ...environment,
      components: Object.fromEntries(Object.entries(environment.components).reverse()),
    };
    expect(byName(declare(turned))).toEqual(byName(declare(environment)));
  });
});

test("each resource of ours that is declared has a handler, and each handler has an example", () => {
  const registries = { "registry.example.com": { username: "ana", password: "${token.value}" } };
  const token = { kind: "Secret", from: { variable: "TOKEN" } };
  const whole = { version: 1, target: "kubernetes", registries, components: { token } };
  const environments = [...cases.map(loadExample), load({ "dev.yaml": stringify(whole) })];
  const types = environments.flatMap((one) => declare(one).map(({ type }) => type));
  const ours = [...new Set(types)].filter((type) => type.startsWith("andamio:"));
  expect(ours.map((type) => type.replace("andamio:", "")).sort()).toEqual(Object.keys(handlers).sort());
});

test("a secret stays one, however many references away", () => {
  const [target = ""] = Object.keys(targets);
  const secretKinds = Object.entries(components).flatMap(([kind, { outputs, examples }]) =>
    examples.slice(0, 1).flatMap(({ spec }) =>
      Object.entries(outputs(spec))
        .filter(([, traits]) => traits.secret)
        .map(([output]) => ({ kind, spec, output })),
    ),
  );
  expect(secretKinds.length).toBeGreaterThan(2);
  for (const { kind, spec, output } of secretKinds) {
    const program = {
      kind: Object.keys(components).find((one) => components[one]?.runs === "once"),
      image: "app",
      command: ["x"],
      env: { A: `a \${it.${output}} b` },
    };
    const environment = {
      version: 1,
      target,
      images: { app: { build: "./app", repository: "registry.example.com/app" } },
      components: { it: { kind, ...spec }, user: program },
    };
    const user = declare(load({ "dev.yaml": stringify(environment) })).find(
      ({ name }) => name === "user",
    );
    expect(
      listRefs(user?.props).some(({ secret }) => secret),
      `${kind}.${output}`,
    ).toBe(true);
  }
});
