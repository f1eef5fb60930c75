/** The bad and the good example of each rule, as an environment and as the files of a cluster. */
import { join } from "node:path";

import { stringify } from "yaml";

import { declare } from "../../platform/declare.ts";
import { isPlatformError } from "../../platform/errors.ts";
import { kubernetes } from "../../platform/targets/kubernetes/index.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { judge } from "../../policies/judge.ts";
import type { Patch, Rule } from "../../policies/rule.ts";
import { load } from "../spec/project.ts";
import { files, merge, projectFiles, today, write } from "./good.ts";

const built = { "app-build": `ghcr.io/acme/app@sha256:${"0".repeat(64)}` };
const onCluster = { target: "kubernetes", kubernetes: { context: "acme", trustedProxies: ["10.42.0.0/16"] } };

export interface Example {
  environment: ReturnType<typeof load>;
  declarations: readonly Declaration[];
}

/** What no file can say wrong is spoilt where it is declared. */
const spoil: Readonly<Record<string, (all: readonly Declaration[]) => Declaration[]>> = {
  "covered-pods": (all) => all.filter(({ type }) => !type.endsWith(":NetworkPolicy")),
  "kept-data": (all) => all.map((one) => ({ ...one, keep: false })),
};

export function openExample(rule: Rule, which: "bad" | "good"): Example {
  const { name, declared, wrong, right } = rule;
  const isBad = which === "bad";
  if (declared) {
    const origin = { component: "api", pointer: "/components/api" };
    const props = isBad ? declared.wrong : declared.right;
    const one = { type: declared.type, name: "api", parent: "api", props, needs: [], origin };
    return { environment: openEnvironment({}), declarations: [one] };
  }
  const environment = openEnvironment((isBad ? wrong : right) ?? {});
  const declarations = declare(environment);
  const spoilt = isBad ? spoil[name]?.(declarations) : undefined;
  return { environment, declarations: spoilt ?? declarations };
}

/** What a cluster cannot have at all is an example on this machine: others see nothing of it. */
function openEnvironment(patch: Patch): Example["environment"] {
  try {
    return load(write({ ...onCluster, ...patch }), "prod");
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return load(write(patch), "prod");
  }
}

/** Whether the rule complains of it. */
export function isCaught({ name }: Rule, { environment, declarations }: Example): boolean {
  const found = judge(environment, declarations, { now: today, files: projectFiles });
  return found.some((one) => one.rule === name && one.waived === undefined);
}

/** By their paths: `objects/…` for a cluster, and the Dockerfile. */
export function renderExample({ declared }: Rule, example: Example): Record<string, string> {
  if (declared) return renderObject(example.declarations[0]!);
  const { environment, declarations } = example;
  const isCluster = environment.target === onCluster.target;
  const rendered = isCluster ? kubernetes.render!(declarations, built) : {};
  const { "kustomization.yaml": _own, ...objects } = rendered;
  const { build = ".", dockerfile = "Dockerfile" } = environment.images["app"]!;
  const text = files[join(build, dockerfile)];
  return {
    ...Object.fromEntries(Object.entries(objects).map(([name, one]) => [`objects/${name}`, one])),
    ...(text !== undefined && { Dockerfile: text }),
  };
}

/** Nothing where it is no object of Kubernetes. */
function renderObject({ type, props }: Declaration): Record<string, string> {
  const [, group = "", kind] = /^kubernetes:(.+):(\w+)$/.exec(type) ?? [];
  if (kind === undefined) return {};
  const own = { apiVersion: group.replace(/^core\//, ""), kind, metadata: { name: "api" } };
  return { "objects/api.yaml": stringify(merge(own, props), { aliasDuplicateObjects: false }) };
}
