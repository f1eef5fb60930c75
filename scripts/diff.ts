/** `andamio diff`: how two environments differ; only what `parity` declares passes. Offline. */

import { catalogue } from "../platform/catalogue.ts";
import { findEnvironment } from "../platform/environment.ts";
import { PlatformError } from "../platform/errors.ts";
import { makeSide } from "../platform/make-side.ts";
import { compareEnvironments, type Contrast } from "../platform/plan/parity.ts";
import { count, placeOf } from "../platform/plan/render-text.ts";
import { columnsOf, paint } from "./lib/output.ts";
import { type Cell, renderTable } from "./lib/table.ts";
import { type Call, type Verb, withFlag } from "./lib/verb.ts";

export const diff: Verb = {
  usage: "diff ENV ENV",
  about: "Compares what two environments come to. Differences that one of them declares "
    + "under parity pass; any other gives exit code 3.",
  flags: {},
  examples: [["diff staging prod", "what prod has that was never tried"]],
  takes: "environments",
  changes: false,
  run,
};

async function run(call: Call): Promise<number> {
  const { root, output } = call;
  const names = withFlag(call, call.names);
  const [first, second] = names;
  if (first === undefined || second === undefined || names.length > 2) {
    throw new PlatformError("usage", "diff wants two environments", {
      hint: "andamio diff staging prod",
    });
  }
  const sides = [first, second].map((name) => makeSide(findEnvironment(root, name), name));
  const { contrasts, warnings } = compareEnvironments(sides, catalogue);
  const open = contrasts.filter(({ reason }) => reason === undefined);
  const ok = open.length === 0;
  const result = { ok, environments: [first, second], differences: contrasts, warnings };
  output.result(result, describe());
  return ok ? 0 : 3;

  function describe(): string {
    const declared = contrasts.filter(({ reason }) => reason !== undefined);
    const head = ok
      ? `${first} and ${second} differ in nothing that is not declared`
      : `${first} and ${second} differ in ${count(open.length, "undeclared field")}`;
    const parts = [
      paint(output.stdout, ok ? "green" : "red", head),
      ...open.map((one) => describeOpen(one, output)),
      ...(declared.length > 0 ? [describeDeclared(declared, output)] : []),
      ...warnings.map(({ message, place, hint }) => `${placeOf(place)}: warning: ${message}. ${hint ?? ""}`),
      ...(ok ? [] : [`hint: in ${second}.yaml: parity: { ${first}: { ${open[0]?.path}: why } }`]),
    ];
    return parts.join("\n");
  }
}

function describeOpen({ path, first, second, places }: Contrast, { stdout }: Call["output"]): string {
  const told = [places.first, places.second].flatMap((place) => (place ? [placeOf(place)] : []));
  return `  ${path} ${first} → ${second}\n    ${paint(stdout, "dim", told.join(", "))}`;
}

function describeDeclared(declared: readonly Contrast[], { stdout }: Call["output"]): string {
  const rows = declared.map(({ path, first, second, reason = "" }): Cell[] => [
    { text: `  ${path} ${first} → ${second}` },
    { text: reason, paint: (text) => paint(stdout, "dim", text) },
  ]);
  return `Declared:\n${renderTable(rows, columnsOf(stdout))}`;
}
