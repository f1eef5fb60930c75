/**
 * A plan in a file, as it was approved: what it depends on is kept as digests, and `up` refuses it
 * when any of them has moved.
 */

import { readFileSync, writeFileSync } from "node:fs";

import { PlatformError } from "../../platform/errors.ts";
import { digestOf } from "../../platform/plan/digest.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import type { Deployment } from "./deployment.ts";
import type { Engine } from "./engine.ts";
import { refuseEdited, sealPlan } from "./seal-plan.ts";

/** What each part is called when it has moved. */
const parts = {
  spec: "the files of the environment",
  state: "what was applied",
  rules: "what the rules say",
  plan: "what would change",
} as const;

type Digests = Readonly<Record<keyof typeof parts, string>>;

export interface SavedPlan {
  format: 1;
  environment: string;
  digests: Digests;
  plan: Plan;
}

export async function savePlan(
  file: string,
  plan: Plan,
  { environment }: Deployment,
  engine: Engine,
): Promise<void> {
  const digests = await digestAll(plan, environment.merged.value, engine);
  const saved: SavedPlan = { format: 1, environment: environment.name, digests, plan };
  writeFileSync(file, sealPlan(saved, environment.root), { mode: 0o600 });
}

/** Throws `usage` for a file that is no plan, and `plan_edited` for one that was edited. */
export function readPlan(file: string, environment: string, root: string): SavedPlan {
  const text = readText(file);
  const saved = parse(text);
  if (saved?.format === 1 && saved.environment === environment) {
    refuseEdited(file, text, saved as SavedPlan, root);
    return saved as SavedPlan;
  }
  const what = saved?.environment ? `is a plan of ${saved.environment}` : "is no plan";
  throw new PlatformError("usage", `${file} ${what}`, {
    hint: `andamio preview ${environment} --save ${file}`,
  });
}

/** Throws `plan_moved`, and says what moved. */
export async function refuseMoved(
  { digests, plan: { now: _now, ...approved } }: SavedPlan,
  plan: Plan,
  { environment }: Deployment,
  engine: Engine,
): Promise<void> {
  const found = await digestAll(plan, environment.merged.value, engine);
  const names = Object.keys(parts) as (keyof typeof parts)[];
  const moved = names.filter((name) => found[name] !== digests[name]);
  if (moved.length === 0) return;
  const told = moved.map((name) => `  ${parts[name]}${name === "plan" ? describe(approved, plan) : ""}`);
  throw new PlatformError("plan_moved", `the plan was approved for something else; since then moved\n${told.join("\n")}`, {
    hint: `andamio preview ${environment.name} --save FILE, and have that approved`,
  });
}

function describe(approved: Pick<Plan, "rows">, { rows }: Plan): string {
  const known = new Set(approved.rows.map(({ path, text }) => `${path} ${text}`));
  const fresh = rows.filter(({ path, text }) => !known.has(`${path} ${text}`));
  return fresh.length === 0 ? "" : `: now also ${fresh.map(({ path }) => path).join(", ")}`;
}

async function digestAll(plan: Plan, spec: unknown, engine: Engine): Promise<Digests> {
  const { deployment } = (await engine.exportState()) as { deployment?: { resources?: unknown } };
  return {
    spec: digestOf(spec),
    state: digestOf(deployment?.resources ?? []),
    rules: digestOf([plan.refused, plan.warnings, plan.waivers]),
    plan: plan.digest,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new PlatformError("usage", `${file} cannot be read`, { cause: error });
  }
}

function parse(text: string): Partial<SavedPlan> | undefined {
  try {
    return JSON.parse(text) as Partial<SavedPlan>;
  } catch {
    return undefined;
  }
}
