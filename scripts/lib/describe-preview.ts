/** What `up` would change, as a table for people. */

import type { Environment } from "../../platform/environment.ts";
import { columnsOf, describeSeconds, type Format, type Output, paint } from "./output.ts";
import { type Cell, renderTable } from "./table.ts";

export interface Change {
  op: string;
  type: string;
  name: string;
  component: string;
  /** Absent for what stands in no file any more. */
  file?: string;
  line?: number;
  column?: number;
}

export interface Preview {
  environment: string;
  target: string;
  changes: readonly Change[];
  approximations: Environment["approximations"];
  seconds: number;
}

const signs: Readonly<Record<string, readonly [string, Format]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  replace: ["±", "yellow"],
  delete: ["-", "red"],
};

export function describePreview(preview: Preview, output: Output): string {
  const { environment, changes, seconds } = preview;
  const took = describeSeconds(seconds);
  const parts = changes.length === 0
    ? [`${environment}: nothing would change (${took})`]
    : [`${environment}: ${countChanges(changes)} (${took})`, renderChanges(changes, output)];
  return [...parts, ...renderApproximations(preview, output)].join("\n\n");
}

function countChanges(changes: readonly Change[]): string {
  return Object.keys(signs)
    .map((op) => [changes.filter((change) => change.op === op).length, op] as const)
    .filter(([count]) => count > 0)
    .map(([count, op]) => `${count} to ${op}`)
    .join(", ");
}

function renderChanges(changes: readonly Change[], output: Output): string {
  const rows = changes.map(({ op, type, name, file, line, column }): Cell[] => {
    const [sign, format] = signs[op] ?? ["?", "dim"];
    return [
      { text: `  ${sign} ${op}`, paint: (text) => paint(output.stdout, format, text) },
      { text: `${type.slice(type.lastIndexOf(":") + 1)} ${name}` },
      { text: file === undefined ? "no longer in the file" : `${file}:${line}:${column}` },
    ];
  });
  return renderTable(rows, columnsOf(output.stdout));
}

function renderApproximations({ target, approximations }: Preview, output: Output): string[] {
  if (approximations.length === 0) return [];
  const rows = approximations.map(({ field, instead, file, line, column }): Cell[] => [
    { text: `  ${field}` },
    { text: instead },
    { text: `${file}:${line}:${column}` },
  ]);
  return [`Not as written on ${target}:\n${renderTable(rows, columnsOf(output.stdout))}`];
}
