/** `andamio targets`: what each target does with each field, as the targets themselves say. */

import { PlatformError } from "../platform/errors.ts";
import { makeSupportTable, type Row, type Said } from "../platform/support-table.ts";
import { columnsOf } from "./lib/output.ts";
import { describeChoice } from "./lib/suggest.ts";
import { renderTable } from "./lib/table.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const targets: Verb = {
  usage: "targets [KIND…]",
  about: "Shows what each target does with each field: = honours it, ~ comes near to it, which the preview lists, "
    + "x refuses it with its position.",
  flags: { differing: { type: "boolean", about: "only fields that a target does not honour" } },
  examples: [
    ["targets", "all fields"],
    ["targets Service Image", "of these kinds"],
    ["targets --differing", "what to know before an environment moves"],
  ],
  takes: "words",
  changes: false,
  run,
};

async function run({ names, flags, output }: Call): Promise<number> {
  const all = makeSupportTable();
  refuseUnknown(all, names);
  const rows = all
    .filter(({ field }) => names.length === 0 || names.includes(kindOf(field)))
    .filter((row) => flags.differing !== true || !isHonoured(row));
  output.result({ fields: rows }, describeRows(rows, columnsOf(output.stdout)));
  return 0;
}

/** Throws `usage`. */
function refuseUnknown(rows: readonly Row[], names: readonly string[]): void {
  const kinds = [...new Set(rows.map(({ field }) => kindOf(field)))];
  const unknown = names.find((name) => !kinds.includes(name));
  if (unknown === undefined) return;
  const hint = describeChoice(unknown, kinds, "kinds");
  throw new PlatformError("usage", `there is no kind "${unknown}"`, { hint });
}

function describeRows(rows: readonly Row[], columns: number): string {
  const names = Object.keys(rows[0]?.targets ?? {});
  const lines = rows.map(({ field, targets: said }) => (
    [field, ...names.map((name) => markOf(said[name] ?? [])), describeTexts(said)]
  ));
  const all = [["FIELD", ...names.map((name) => name.toUpperCase()), ""], ...lines];
  return renderTable(all.map((row) => row.map((text) => ({ text }))), columns);
}

/** Several, where the answer follows from the value. */
function markOf(said: readonly Said[]): string {
  const marks = { honoured: "=", approximated: "~", unsupported: "x" };
  return [...new Set(said.map(({ answer }) => marks[answer]))].join(" ");
}

function describeTexts(said: Row["targets"]): string {
  const texts = Object.entries(said).flatMap(([name, answers]) => (
    answers.flatMap(({ text }) => (text === undefined ? [] : [`${name} ${text}`]))
  ));
  return texts.join("; ");
}

function isHonoured({ targets: said }: Row): boolean {
  return Object.values(said).flat().every(({ answer }) => answer === "honoured");
}

function kindOf(field: string): string {
  return field.slice(0, field.indexOf("."));
}
