/** `andamio policies`: the rules, how strictly each is meant, and what it is for. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PlatformError } from "../platform/errors.ts";
import { describeRule } from "../policies/describe-rule.ts";
import { rules } from "../policies/index.ts";
import { columnsOf } from "./lib/output.ts";
import { describeChoice } from "./lib/suggest.ts";
import { renderTable } from "./lib/table.ts";
import type { Call, Verb } from "./lib/verb.ts";
import { wrap } from "./lib/wrap.ts";

export const policies: Verb = {
  usage: "policies [RULE] [--write]",
  about: "Lists the rules that environments are judged by, with their levels in the profiles dev, staging and prod; "
    + "or shows what one of them demands, and why.",
  flags: { write: { type: "boolean", about: "write the page of each rule" } },
  examples: [
    ["policies", "all rules"],
    ["policies min-replicas", "one of them, with examples"],
  ],
  takes: "word",
  changes: false,
  run,
};

async function run({ names: [name], flags, output }: Call): Promise<number> {
  if (flags.write === true) return writePages(output);
  if (name === undefined) {
    const all = rules.map(({ name: rule, about, levels }) => ({ rule, about, levels }));
    output.result({ rules: all }, describeAll(columnsOf(output.stdout)));
    return 0;
  }
  const rule = rules.find((one) => one.name === name);
  if (!rule) {
    const hint = describeChoice(name, rules.map((one) => one.name), "rules");
    throw new PlatformError("usage", `there is no rule "${name}"`, { hint });
  }
  const page = describeRule(rule);
  const text = wrap(page.trimEnd(), columnsOf(output.stdout), "");
  output.result({ rule: name, page }, text);
  return 0;
}

function describeAll(columns: number): string {
  const rows = rules.map(({ name, levels: { dev, staging, prod }, about }) => (
    [name, dev, staging, prod, about]
  ));
  const all = [["RULE", "DEV", "STAGING", "PROD", "DEMANDS"], ...rows];
  return renderTable(all.map((row) => row.map((text) => ({ text }))), columns);
}

/** They belong to the clone that holds this program. */
function writePages(output: Call["output"]): number {
  const folder = join(import.meta.dirname, "../policies/docs");
  mkdirSync(folder, { recursive: true });
  for (const rule of rules) writeFileSync(join(folder, `${rule.name}.md`), describeRule(rule));
  output.result({ ok: true, pages: rules.length }, `wrote ${rules.length} pages below policies/docs`);
  return 0;
}
