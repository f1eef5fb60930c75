/** `andamio preview`: what `up` would change, each with the line of the file that it comes from. */

import { isChange, type ResourceEvent } from "./lib/changes.ts";
import { type Deployment, openDeployment } from "./lib/deployment.ts";
import type { EngineEvent } from "./lib/engine.ts";
import { columnsOf, describeSeconds, type Format, type Output, paint } from "./lib/output.ts";
import { type Cell, renderTable } from "./lib/table.ts";
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

interface Change {
  op: string;
  type: string;
  name: string;
  component: string;
  file?: string;
  line?: number;
  column?: number;
}

const signs: Readonly<Record<string, readonly [string, Format]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  replace: ["±", "yellow"],
  delete: ["-", "red"],
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
  const { name } = deployment.environment;
  const changed = changes.length > 0;
  call.output.result(
    { ok: true, environment: name, changed, changes, seconds },
    describe(name, changes, seconds, call.output),
  );
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

function describe(
  name: string, changes: readonly Change[], seconds: number, output: Output,
): string {
  if (changes.length === 0) return `${name}: nothing would change (${describeSeconds(seconds)})`;
  const rows = changes.map(({ op, type, name: resource, file, line, column }): Cell[] => {
    const [sign, format] = signs[op] ?? ["?", "dim"];
    return [
      { text: `  ${sign} ${op}`, paint: (text) => paint(output.stdout, format, text) },
      { text: `${type.slice(type.lastIndexOf(":") + 1)} ${resource}` },
      { text: file === undefined ? "no longer in the file" : `${file}:${line}:${column}` },
    ];
  });
  const summary = Object.keys(signs)
    .map((op) => [changes.filter((change) => change.op === op).length, op] as const)
    .filter(([count]) => count > 0)
    .map(([count, op]) => `${count} to ${op}`)
    .join(", ");
  return `${name}: ${summary} (${describeSeconds(seconds)})\n\n${renderTable(rows, columnsOf(output.stdout))}`;
}
