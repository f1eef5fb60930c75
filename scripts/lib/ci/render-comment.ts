/**
 * The comment on a pull request: a table of all environments, then each of them, as far as there is
 * room.
 */

import { type Detail, renderMarkdown } from "../../../platform/plan/render-markdown.ts";
import { asTyped } from "../as-typed.ts";
import type { Previewed } from "./preview-environments.ts";

/** By it the comment is found again, whatever else it says. */
export const marker = "<!-- andamio:preview -->";

/** GitHub takes 65,536 characters, of what it makes of them. */
const most = 60_000;

interface Around {
  /** What was looked at, and what it is compared with: commits. */
  head: string;
  base: string;
  /** Where the whole plans are. */
  run?: string;
}

export function renderComment(previewed: readonly Previewed[], around: Around): string {
  const told = previewed.filter(({ plan }) => !plan || plan.changed || plan.refused.length > 0);
  const sections = told.map((one) => ({ one, level: 0, text: renderSection(one, levels[0]!) }));
  const summary = [marker, "## What this changes", "", ...renderSummary(previewed), ""].join("\n");
  const end = renderEnd(around);
  const join = () => [summary, ...sections.map(({ text }) => text), end].join("\n");
  for (let text = join(); ; text = join()) {
    const longest = sections
      .filter(({ level }) => level < levels.length)
      .toSorted((a, b) => b.text.length - a.text.length)[0];
    if (text.length <= most || !longest) return text;
    longest.level += 1;
    const detail = levels[longest.level];
    longest.text = detail ? renderSection(longest.one, detail) : "";
  }
}

/** What the longest section is cut to, one after the other; at last it is left out. */
const levels: readonly Detail[] = ["all", "rows", "first rows"];

function renderSummary(previewed: readonly Previewed[]): string[] {
  const rows = previewed.map(({ name, plan }) => {
    if (!plan) return `| \`${name}\` | | | | has faults |`;
    const { rows: changes, resources, impact, changed, refused, warnings, waivers } = plan;
    const remarks = Object.entries({ refused, warnings, waived: waivers })
      .filter(([, all]) => all.length > 0)
      .map(([what, all]) => `${all.length} ${what}`);
    const counts = changed ? `${changes.length} | ${resources.length} | **${impact}**` : "nothing | | ";
    return `| \`${name}\` | ${counts} | ${remarks.join(", ")} |`;
  });
  return ["| environment | changes | resources | impact | |", "|---|---|---|---|---|", ...rows];
}

function renderSection({ name, plan, fault }: Previewed, detail: Detail): string {
  const text = plan ? renderMarkdown(plan, detail) : renderFault(fault!);
  return `<details><summary>${name}</summary>\n\n${text}\n</details>\n`;
}

function renderFault({ message, diagnostics }: NonNullable<Previewed["fault"]>): string {
  const lines = diagnostics.slice(0, 50).map(({ file, line, column, message: what, code, help }) =>
    [`${file}:${line}:${column}: ${what} [${code}]`, ...(help ? [`  ${help}`] : [])].join("\n"));
  const text = [message, ...lines].join("\n");
  const ticks = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([one]) => one.length + 1)));
  return `${ticks}\n${text}\n${ticks}\n`;
}

function renderEnd({ head, base, run }: Around): string {
  const [to, from] = [head, base].map((one) => one.slice(0, 10));
  const where = run ? ` The whole plans are among [the artifacts](${run}).` : "";
  return `\`${to}\` against \`${from}\`.${where} On your machine: \`${asTyped(`andamio ci preview --against ${from}`)}\`\n`;
}
