/**
 * Values that are written rightly and cannot be: schedules that never fire, time zones that do
 * not exist, paths that leave the project.
 */
import { findCronProblem } from "./cron.ts";
import { quote } from "./faults.ts";
import { forms } from "./forms.ts";
import { isOutside } from "./layers.ts";
import { isTextNode, type Model, type Visit } from "./model.ts";
import type { ScalarNode } from "./node.ts";
import type { FormName } from "./schema.ts";
import { isRange } from "./text-formats.ts";
import { isTimezone, suggestTimezone } from "./timezone.ts";

type Check = (value: string, visited: Visit & { node: ScalarNode }, model: Model) => void;

const checks: Partial<Readonly<Record<FormName, Check>>> = {
  cron: checkCron,
  timezone: checkTimezone,
  path: checkPath,
  range: checkRange,
};

export function checkValues(model: Model): void {
  for (const visited of model.visits) {
    if (!isTextNode(visited)) continue;
    if (typeof visited.node.value === "string" && visited.node.value.includes("\u0000")) {
      refuseNul(visited, model);
    }
    const form = "form" in visited.shape ? visited.shape.form : undefined;
    const check = form && checks[form];
    // what the pattern refuses has been told by the schema
    if (check && new RegExp(forms[form].pattern).test(visited.node.text)) {
      check(visited.node.text, visited, model);
    }
  }
}

function refuseNul({ node: { span } }: Visit, { faults }: Model): void {
  faults.push({
    code: "bad-character",
    message: "a value cannot hold the character \\u0000",
    span,
    help: "hint: remove it",
  });
}

function checkCron(schedule: string, { node: { span } }: Visit, { faults }: Model): void {
  const problem = findCronProblem(schedule);
  if (problem?.type === "unreadable") {
    faults.push({
      code: "bad-cron",
      message: `${quote(schedule)} is not a schedule`,
      span,
      help: forms.cron.explain,
    });
  } else if (problem) {
    faults.push({
      code: "never-fires",
      message: `${quote(schedule)} never fires: ${problem.why}`,
      span,
      help: `hint: ${problem.hint}`,
    });
  }
}

function checkRange(range: string, { node: { span } }: Visit, { faults }: Model): void {
  const isEveryone = /\/0+$/.test(range);
  if (isRange(range) && !isEveryone) return;
  const message = isEveryone
    ? `${quote(range)} is every address`
    : `${quote(range)} is not a range of addresses`;
  faults.push({ code: "bad-range", message, span, help: forms.range.explain });
}

function checkTimezone(name: string, { node: { span } }: Visit, { faults }: Model): void {
  if (isTimezone(name)) return;
  faults.push({
    code: "unknown-timezone",
    message: `there is no time zone ${quote(name)}`,
    span,
    help: () => {
      const near = suggestTimezone(name);
      return near ? `did you mean "${near}"?` : forms.timezone.explain;
    },
  });
}

/** That of `extends` is told where it is followed, the others lie in an image or its folder. */
const elsewhere = new Set([
  ...["Environment.extends", "Image.dockerfile", "Database.path", "Static.root", "Static.fallback"],
]);

function checkPath(path: string, { node: { span }, path: field }: Visit, { faults }: Model): void {
  if (elsewhere.has(field) || !isOutside(path)) return;
  const help = "hint: paths are relative to the project's root, and stay inside it: ./app";
  faults.push({ code: "outside", message: `${quote(path)} lies outside the project`, span, help });
}
