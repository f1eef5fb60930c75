/** `andamio why`: the file, line, layer, default, rule or target behind any value. Offline. */

import { catalogue } from "../platform/catalogue.ts";
import { findEnvironment, readEnvironment } from "../platform/environment.ts";
import { PlatformError } from "../platform/errors.ts";
import { findUnsetVariable } from "../platform/plan/declared-variable.ts";
import { renderEffective } from "../platform/plan/effective.ts";
import { explainValue, type Explanation, type Referred } from "../platform/plan/explain.ts";
import { findPath, type FoundPath } from "../platform/plan/find-path.ts";
import { placeOf } from "../platform/plan/render-text.ts";
import type { Side } from "../platform/plan/side.ts";
import type { Contracts } from "../platform/spec/contract.ts";
import { readLayers } from "../platform/spec/layers.ts";
import { listMended } from "../policies/mend.ts";
import { paint } from "./lib/output.ts";
import { sideOf } from "./lib/plan-parts.ts";
import { judgeEnvironment } from "./lib/policies.ts";
import { type Cell, renderTable } from "./lib/table.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const why: Verb = {
  usage: "why [ENV] PATH",
  about: "Tells where a value comes from: file and line, the layers below that say "
    + "something else, the default, the rule that puts it right, and what the target makes of it.",
  flags: {},
  examples: [
    ["why prod api.replicas", "who says how many"],
    ["why dev api.env.LOG_LEVEL", "a variable, also of a group"],
    ["why dev db", "all of a component"],
  ],
  takes: "name",
  changes: false,
  run,
};

async function run({ root, environment, names, output }: Call): Promise<number> {
  const [path] = names;
  if (path === undefined) {
    throw new PlatformError("usage", "why wants a path", { hint: `andamio why ${environment} api.replicas` });
  }
  const source = findEnvironment(root, environment);
  const judged = judgeEnvironment(readEnvironment(source));
  const side = sideOf(judged, environment);
  const mended = listMended(judged.findings);
  const { contracts } = judged.environment;
  const found = findAsked(path, side, contracts);
  const { pointer, value, group } = found;
  const { layers } = readLayers(source.file, source.reader, []);
  const explained = explainValue({ pointer, value, side, layers, catalogue, mended, contracts });
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  const result = { ok: true, environment, path, ...(group && { group }), ...explained };
  if (isMap) output.document(result, renderEffective(side, mended, pointer));
  else output.result(result, describe(path, explained, group));
  return 0;

  function describe(asked: string, one: Explanation, by: string | undefined): string {
    const bold = (words: string): string => paint(output.stdout, "bold", words);
    const dim = (words: string): string => paint(output.stdout, "dim", words);
    const from = by === undefined ? "" : `, by group ${by}`;
    const rows = one.layers.map(({ place, says, counts }): Cell[] => [
      { text: `  ${placeOf(place)}` },
      { text: says, paint: counts ? bold : dim },
      { text: counts ? "counts" : "is laid over", paint: dim },
    ]);
    const lines = [
      `${bold(asked)} = ${one.value} (${one.rule === undefined ? one.origin : `rule ${one.rule}`}${from})`,
      ...(rows.length > 0 ? [renderTable(rows, Infinity)] : []),
      ...(one.source === undefined ? [] : [`  where it is not set: ${one.source}`]),
      ...(one.default === undefined ? [] : [`  the default is ${one.default}`]),
      ...(one.rule === undefined ? [] : [`  the rule: policies/docs/${one.rule}.md`]),
      ...(one.instead === undefined ? [] : [`  on ${String(side.value.target)}: ${one.instead}`]),
      ...describeVariable(one.variable),
      ...one.references.map(describeReference),
    ];
    return lines.join("\n");
  }
}

/** Throws `usage`. */
function findAsked(path: string, side: Side, contracts: Contracts): FoundValue {
  const found = findPath(path, side, catalogue.environment);
  if (found.pointer) return found;
  const pointer = findUnsetVariable(path, side, contracts);
  if (!pointer) throw refusePath(path, found);
  return { pointer, value: undefined };
}

function describeVariable(variable: Explanation["variable"]): string[] {
  if (!variable) return [];
  const { file, name, description, default: value, defaultFrom } = variable;
  const fallback = value ?? (defaultFrom === undefined ? undefined : `that of ${defaultFrom}`);
  return [
    `  ${name}${description === undefined ? "" : `: ${description}`} (${file})`,
    ...(fallback === undefined ? [] : [`  where it is not set, the program takes ${fallback}`]),
  ];
}

function describeReference(one: Referred): string {
  const { component, output, kind, secret, place } = one;
  const where = place ? ` at ${placeOf(place)}` : "";
  const more = secret ? ", and secret" : "";
  return `  \${${component}.${output}} is of ${kind} "${component}"${where}${more}`;
}

type FoundValue = Exclude<FoundPath, { pointer?: undefined }>;
type Missing = Extract<FoundPath, { pointer?: undefined }>;

function refusePath(path: string, found: Missing): PlatformError {
  const { known, near, words } = found;
  const inside = known === "" ? "" : `${known.replace(/^components\./, "")} has: `;
  const choice = `${inside}${[...words].sort().slice(0, 20).join(", ")}`;
  return new PlatformError("usage", `nothing is called ${path}`, {
    hint: near === undefined ? choice : `did you mean "${near}"? ${choice}`,
  });
}
