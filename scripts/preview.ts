/** `andamio preview`: what `up` would change, each with the line of the file that it comes from. */

import { PlatformError } from "../platform/errors.ts";
import type { Plan } from "../platform/plan/plan.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const preview: Verb = {
  usage: "preview [ENV] [--offline] [--against REF|FILE]",
  about: "Shows what up would change, what that does to what runs, and the line behind it. "
    + "With --offline it compares files alone, without engine, state or credentials.",
  flags: {
    "offline": { type: "boolean", about: "compare files alone" },
    "against": { type: "string", value: "REF|FILE", about: "with what: a commit, a file; default HEAD" },
    "refresh": { type: "boolean", about: "tell drift, and what others have merged, apart" },
    "save": { type: "string", value: "FILE", about: "keep the plan, for up --plan FILE" },
    "markdown": { type: "boolean", about: "for a comment on a pull request" },
    "now": { type: "string", value: "TIME", about: "reckon cron jobs from then, as 2026-11-22T10:00Z" },
    "exit-code": { type: "boolean", about: "exit code 3 when something would change" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["preview", "what up would do to dev"],
    ["preview prod --offline --against main", "for a pull request"],
    ["preview single --json --exit-code", "for CI"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

async function run(call: Call): Promise<number> {
  const { offline, against: given, now: time } = call.flags;
  const now = readTime(time);
  const { showPlan } = await import("./lib/show-plan.ts");
  const { root } = call;
  // a file is no base of what was applied
  if (offline === true || /\.ya?ml$/.test(String(given))) {
    return showPlan(await planFiles(call, given, now), call);
  }
  const { openDeployment } = await import("./lib/deployment.ts");
  const { planLive } = await import("./lib/live-plan.ts");
  const deployment = await openDeployment(call);
  await (await import("./lib/secrets/refuse-missing.ts")).refuseMissing(deployment.environment);
  const engine = await deployment.openEngine();
  // without a commit there is none to tell its changes from
  const isKnown = call.flags.refresh === true && (await import("./lib/git.ts")).hasCommit(root, "HEAD");
  const base = given ?? (isKnown ? "HEAD" : undefined);
  const against = base && { against: String(base) };
  const plan = await planLive(call, deployment, { engine, now, ...against });
  if (call.flags.save !== undefined) {
    const { savePlan } = await import("./lib/saved-plan.ts");
    await savePlan(String(call.flags.save), plan, deployment, engine);
  }
  (await import("./lib/secrets/warn-too-short.ts")).warnTooShort(call.output);
  return showPlan(plan, call);
}

/** Without a change since the last commit and without a deployment: what the first up makes. */
async function planFiles({ root, environment }: Call, given: unknown, now: Date): Promise<Plan> {
  const { planFirst, planOffline } = await import("./lib/offline-plan.ts");
  const plan = planOffline({ root, environment, now, against: String(given ?? "HEAD") });
  if (given !== undefined || plan.changed) return plan;
  const { isNeverDeployed } = await import("./lib/recorded/never-deployed.ts");
  return isNeverDeployed(root, environment) ? planFirst({ root, environment, now }) : plan;
}

/** To the minute, because no schedule is finer. Throws `usage`. */
function readTime(given: unknown): Date {
  const time = given === undefined ? new Date() : new Date(String(given));
  if (Number.isNaN(time.getTime())) {
    throw new PlatformError("usage", `"${String(given)}" is not a time`, { hint: "--now 2026-11-22T10:00Z" });
  }
  time.setUTCSeconds(0, 0);
  return time;
}
