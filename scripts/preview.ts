/** `andamio preview`: what `up` would change, each with the line of the file that it comes from. */

import { isChange, type ResourceEvent } from "./lib/changes.ts";
import { type Deployment, openDeployment } from "./lib/deployment.ts";
import { type Change, describePreview } from "./lib/describe-preview.ts";
import type { EngineEvent } from "./lib/engine.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const preview: Verb = {
  usage: "preview [ENV] [--exit-code]",
  about: "Shows what up would create, update and remove, and where the file says so. Nothing is changed.",
  flags: {
    "exit-code": { type: "boolean", about: "exit code 3 when something would change" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["preview", "what up would do to dev"],
    ["preview single --json --exit-code", "for CI"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

async function run(call: Call): Promise<number> {
  const start = performance.now();
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
