/**
 * The stand-ins of the official plugins have a statement, by the source of those, about every
 * property that lowering sets.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import { stringify } from "yaml";

import { components } from "../../platform/components/index.ts";
import { declare } from "../../platform/declare.ts";
import { loadEnvironment } from "../../platform/environment.ts";
import { targets } from "../../platform/targets/index.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { load } from "../spec/project.ts";
import { statements } from "./plugins/docker/statements.ts";
import { fixed } from "./plugins/kubernetes/objects.ts";

const root = join(import.meta.dirname, "../..");

/** Of every example of every kind on every target, and of the environments of this repository. */
function declareAll(): Declaration[] {
  const images = { app: { build: "./app", repository: "registry.example.com/app" } };
  const examples = Object.entries(components).flatMap(([kind, { examples }]) =>
    examples.flatMap(({ spec, beside = {} }) =>
      Object.keys(targets).map((target) => {
        const all = { ...beside, example: { kind, ...spec } };
        const environment = { version: 1, target, images, components: all };
        return load({ "dev.yaml": stringify(environment) });
      }),
    ),
  );
  const own = readdirSync(join(root, "environments"))
    .filter((file) => file.endsWith(".yaml") && file !== "base.yaml")
    .map((file) => loadEnvironment(root, file.replace(/\.yaml$/, "")));
  return [...examples, ...own].flatMap((environment) => declare(environment));
}

const ownType = /^(andamio|pulumi):/;

/** Without a statement: properties of Docker's resources, and kinds of Kubernetes' objects. */
function listUnstated(declarations: readonly Declaration[]): string[] {
  const unstated = declarations
    .filter(({ type }) => !ownType.test(type))
    .flatMap(({ type, props }) => {
      if (type.startsWith("docker:")) {
        return Object.keys(props)
          .filter((name) => !statements[type]?.[name])
          .map((name) => `${type} ${name}`);
      }
      const kind = `${String(props["apiVersion"])}/${String(props["kind"])}`;
      return fixed[kind] ? [] : [`${type} ${kind}`];
    });
  return [...new Set(unstated)];
}

test("every property and every kind that lowering sets has one", () => {
  const declarations = declareAll();
  const types = new Set(declarations.map(({ type }) => type));
  expect([...types].filter((type) => type.startsWith("docker:")).length).toBeGreaterThan(2);
  expect([...types].filter((type) => type.startsWith("kubernetes:")).length).toBeGreaterThan(5);
  expect(listUnstated(declarations)).toEqual([]);
});

test("one that lowering begins to set is named", () => {
  const [container] = declareAll().filter(({ type }) => type.endsWith(":Container"));
  const more = { ...container!, props: { ...container!.props, gpus: "all" } };
  expect(listUnstated([more])).toEqual(["docker:index/container:Container gpus"]);
});
