/**
 * How long a deploy takes: the first, one with nothing to do, and that beside the same resources
 * written by hand.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { declare } from "../../platform/declare.ts";
import { loadEnvironment } from "../../platform/environment.ts";
import { listRefs } from "../../platform/sort-declarations.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { findTool } from "../../scripts/lib/tools.ts";
import { makeWorld } from "../chaos/world.ts";
import type { Figure } from "./bench.ts";
import { median, show, time } from "./timing.ts";

const rounds = 5;

export async function measureDeploy(): Promise<Figure[]> {
  await using world = await makeWorld();
  const andamio = ["scripts/andamio.ts", "up", "t"];
  const first = time(1, process.execPath, andamio, world.root);
  const pulumi = await findTool("pulumi", { onProgress: () => undefined, install: true });
  const env = {
    ...process.env,
    ...variables(world.root),
    PATH: [dirname(pulumi.path), process.env["PATH"]].join(delimiter),
  };
  const program = join(world.root, "by-hand.ts");
  writeFileSync(program, programOf(declare(loadEnvironment(world.root, "t"))));
  time(1, process.execPath, [program], world.root, env);
  const ours: number[] = [];
  const byHand: number[] = [];
  // in turn, so that a change of the machine's speed meets both
  for (let round = 0; round < rounds; round++) {
    ours.push(...time(1, process.execPath, andamio, world.root));
    byHand.push(...time(1, process.execPath, [program], world.root, env));
  }
  const sort = (runs: number[]) => runs.sort((a, b) => a - b);
  return [
    { what: "first up, all tools present, no npm steps", value: show(first), aim: "30 s" },
    { what: "up with nothing to do", value: show(sort(ours)), aim: "" },
    {
      what: "the same resources by hand, Automation API, refresh",
      value: show(sort(byHand)),
      aim: "",
    },
    {
      what: "up with nothing to do, over by hand",
      value: `${(median(ours) / median(byHand)).toFixed(2)} x`,
      aim: "1.3 x",
    },
  ];
}

function variables(root: string): Record<string, string> {
  return JSON.parse(
    execFileSync(process.execPath, ["scripts/andamio.ts", "env", "t", "--json"], {
      cwd: root,
      encoding: "utf8",
    }),
  ) as Record<string, string>;
}

/**
 * The program that somebody without Andamio would write for the same resources, in the same order.
 */
function programOf(declarations: Declaration[]): string {
  const parents = [...new Set(declarations.map(({ parent }) => parent).filter(Boolean))];
  return `import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { loadEnvironment } from "./platform/environment.ts";
import { OwnResource } from "./platform/own-resource.ts";
const environment = loadEnvironment(import.meta.dirname, "t");
const { components } = environment;
async function program() {
  // what rules judge is a resource of the stack as well
  const { root, files, merged, locate, approximations, ...said } = environment;
  new pulumi.ComponentResource("andamio:index:Environment", "t", said);
${parents
  .map(
    (name) => `  const { kind: kind_${id(name)}, ...props_${id(name)} } = components["${name}"];
  const parent_${id(name)} = new pulumi.ComponentResource("andamio:index:" + kind_${id(name)}, "${name}", props_${id(name)});`,
  )
  .join("\n")}
${declarations.map((one) => lineOf(one, declarations)).join("\n")}
}
const stack = await LocalWorkspace.createOrSelectStack({ stackName: "t", projectName: "andamio", program }, { workDir: import.meta.dirname });
const { summary } = await stack.up({ refresh: true });
if (Object.keys(summary.resourceChanges).some((op) => op !== "same")) throw new Error(JSON.stringify(summary.resourceChanges));
`;
}

function lineOf(
  { type, name, parent, props, needs, keep, secretOutputs = [] }: Declaration,
  all: readonly Declaration[],
): string {
  const refs = all.flatMap((one) => listRefs(one.props)).filter(({ $ref }) => $ref === name);
  const outputs = JSON.stringify(refs.map(({ output }) => output));
  const options = `{ parent: ${parent ? `parent_${id(parent)}` : "undefined"}, dependsOn: [${needs.map(id).join(", ")}], retainOnDelete: ${keep}, additionalSecretOutputs: ${JSON.stringify(secretOutputs)} }`;
  return `  const ${id(name)} = new OwnResource("${type}", "${name}", ${codeOf(props)}, ${outputs}, ${options});`;
}

function codeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(codeOf).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if ("$ref" in value) return refOf(value as never);
  if ("$join" in value) {
    return `pulumi.all([${(value.$join as unknown[]).map(codeOf).join(", ")}]).apply((parts) => parts.join(""))`;
  }
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${codeOf(one)}`)
    .join(", ")} }`;
}

function refOf({
  $ref,
  output,
  secret,
}: {
  $ref: string;
  output: string;
  secret: boolean;
}): string {
  return secret ? `pulumi.secret(${id($ref)}.${output})` : `${id($ref)}.${output}`;
}

function id(name: string): string {
  return name.replaceAll("-", "_");
}
