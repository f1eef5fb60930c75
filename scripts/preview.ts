/** `andamio preview`: what `up` would change, each with the line of the file that it comes from. */

import { PlatformError } from "../platform/errors.ts";
import { isChange, type ResourceEvent } from "./lib/changes.ts";
import type { Deployment } from "./lib/deployment.ts";
import { type Change, describePreview } from "./lib/describe-preview.ts";
import type { EngineEvent } from "./lib/engine.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const preview: Verb = {
  usage: "preview [ENV] [--offline] [--against REF|FILE]",
  about: "Shows what up would change, what that does to what runs, and the line behind it. "
    + "With --offline it compares files alone, without engine, state or credentials.",
  flags: {
    "offline": { type: "boolean", about: "compare files alone" },
    "against": { type: "string", value: "REF|FILE", about: "with what: a commit, a file; default HEAD" },
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
  const { offline, against, now } = call.flags;
  if (offline !== true && against === undefined) return runEngine(call);
  const { planOffline } = await import("./lib/offline-plan.ts");
  const { showPlan } = await import("./lib/show-plan.ts");
  const { root, environment } = call;
  const request = { root, environment, against: String(against ?? "HEAD"), now: readTime(now) };
  return showPlan(planOffline(request), call);
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

async function runEngine(call: Call): Promise<number> {
  const start = performance.now();
  const { openDeployment } = await import("./lib/deployment.ts");
  const deployment = await openDeployment(call);
  const found = new Map<string, Change>();
  const onEvent = (event: EngineEvent) => {
    if (isChange(event)) found.set(event.urn, describeChange(event, deployment));
  };
  const engine = await deployment.openEngine();
  await engine.preview({ onEvent, signal: call.signal });
  const changes = [...found.values()];
  const seconds = (performance.now() - start) / 1000;
  const { name, target, approximations } = deployment.environment;
  const changed = changes.length > 0;
  const plan = { environment: name, target, changes, approximations, seconds };
  call.output.result({ ok: true, changed, ...plan }, describePreview(plan, call.output));
  return changed && call.flags["exit-code"] === true ? 3 : 0;
}

function describeChange(event: ResourceEvent, { declarations, environment }: Deployment): Change {
  const { op, type, name, component = name } = event;
  const declared = declarations.find((one) => one.type === type && one.name === name);
  const known = Object.hasOwn(environment.components, component) ? `/components/${component}` : undefined;
  const pointer = declared?.origin.pointer ?? known;
  if (pointer === undefined) return { op, type, name, component };
  const { file, line, column } = environment.locate(pointer);
  return { op, type, name, component, file, line, column };
}
