/** `andamio ci`: what the workflows of the repository run, and the workflows themselves. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PlatformError } from "../platform/errors.ts";
import { chooseAction } from "./lib/choose-action.ts";
import { type Call, type Verb, withFlag } from "./lib/verb.ts";

export const ci: Verb = {
  usage: "ci preview [ENV…] | plan ENV | deploy ENV | workflows",
  about: "What the pipeline does, on any machine. preview: the plans of all environments, without credentials, as one comment on "
    + "the pull request. plan: checks ENV and keeps its plan. deploy: applies that plan, or makes one first. "
    + "workflows: exit code 1 when .github/workflows is not what the files say.",
  flags: {
    "against": { type: "string", value: "REF", about: "with what preview compares; default: the base" },
    "plan": { type: "string", value: "FILE", about: "what deploy applies, and nothing else" },
    "write": { type: "boolean", about: "write the workflows" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["ci preview --against main", "as on a pull request"],
    ["ci deploy prod", "as after a merge"],
    ["ci workflows --write", "after a branch or a time was changed"],
  ],
  takes: "words",
  actions: { preview: "environments", plan: "environments", deploy: "environments", workflows: "no words" },
  changes: true,
  run,
};

const steps: Readonly<Record<string, (call: Call, names: readonly string[]) => Promise<number>>> = {
  preview: async (call, names) => (
    (await import("./lib/ci/preview-all.ts")).previewAll(call, names)
  ),
  plan: async (call, names) => {
    const { planEnvironment } = await import("./lib/ci/deploy-environment.ts");
    const environment = takeOne(names);
    const file = await planEnvironment({ ...call, environment });
    call.output.result({ ok: true, environment, plan: file }, `wrote ${file}`);
    return 0;
  },
  deploy: async (call, names) => {
    const { applyPlan, planEnvironment } = await import("./lib/ci/deploy-environment.ts");
    const own = { ...call, environment: takeOne(names) };
    return applyPlan(own, String(call.flags.plan ?? await planEnvironment(own)));
  },
  workflows,
};

async function run(call: Call): Promise<number> {
  const [word = "", ...names] = call.names;
  const step = chooseAction("ci", word, steps);
  return step(call, withFlag(call, names));
}

/** Throws `usage`. */
function takeOne(names: readonly string[]): string {
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new PlatformError("usage", "it wants one environment", { hint: "andamio ci deploy prod" });
}

async function workflows({ root, output, flags }: Call): Promise<number> {
  const { makeWorkflows } = await import("./lib/workflows/index.ts");
  const { findStale } = await import("./lib/workflows/find-stale.ts");
  const { readPipelineEnvironments } = await import("./lib/workflows/read-environments.ts");
  const files = makeWorkflows(readPipelineEnvironments(root));
  const stale = findStale(root, files);
  if (flags.write === true) {
    mkdirSync(join(root, ".github/workflows"), { recursive: true });
    for (const file of stale) writeFileSync(join(root, file), files[file]!);
  }
  const done = flags.write === true ? "wrote" : "stale:";
  const lines = stale.map((file) => `${done} ${file}`);
  const ok = flags.write === true || stale.length === 0;
  output.result({ ok, stale }, lines.join("\n") || "the workflows are what the files say");
  if (!ok) output.note("hint: npx andamio ci workflows --write");
  return ok ? 0 : 1;
}
