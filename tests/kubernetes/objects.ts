/** The objects that an environment becomes on a cluster, as a test looks at them. */
import { stringify } from "yaml";

import { declare } from "../../platform/declare.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { load } from "../spec/project.ts";

/* eslint-disable @typescript-eslint/no-explicit-any */
export type Manifest = any;

export const images = {
  app: { build: "./app", repository: "registry.example.com/app" },
  ready: { ref: "node:24" },
};

export function declareFile(components: object, more: object = {}): Declaration[] {
  const environment = { version: 1, target: "kubernetes", images, components, ...more };
  return declare(load({ "dev.yaml": stringify(environment, { aliasDuplicateObjects: false }) }));
}

export function find(declarations: readonly Declaration[], kind: string, name?: string): Manifest {
  const found = listManifests(declarations).find(
    (one) => one.kind === kind && (name === undefined || one.metadata.name === name),
  );
  if (!found) throw new Error(`there is no ${kind} ${name ?? ""}`);
  return found;
}

/** A Job is made by our own provider. */
export function listManifests(declarations: readonly Declaration[]): Manifest[] {
  return declarations.flatMap(({ type, props }) =>
    type.startsWith("kubernetes:") ? [props] : (props["manifest"] ?? []),
  );
}

export function mainOf(object: Manifest): Manifest {
  const template = object.spec.jobTemplate?.spec.template ?? object.spec.template;
  return template.spec.containers[0];
}
