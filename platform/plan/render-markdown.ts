/** The plan as Markdown, for a comment on a pull request: the summary first, the rest folded. */
import { describeClockChange } from "./clock-changes.ts";
import { type Plan, type Remark, titleOf } from "./plan.ts";
import { count, describeCounts, describeReason, placeOf, signs } from "./render-text.ts";

/** How much is told: all, all but what is folded, or the first rows alone. */
export type Detail = "all" | "rows" | "first rows";

const first = 20;

export function renderMarkdown(plan: Plan, detail: Detail = "all"): string {
  const { environment, target, against, rows, resources, impact, changed } = plan;
  const what = `### \`${environment}\` on ${target}, against ${against}`;
  if (!changed) return `${what}\n\nNothing would change.\n${renderRemarks(plan)}`;
  const parts = [
    what,
    `${describeCounts(rows, resources)}, **${impact}**`,
    renderRemarks(plan),
    renderRows(plan, detail === "first rows" ? first : rows.length),
    renderLosses(plan),
    ...(detail === "all" ? renderFolded(plan) : ["The rest is in the artifact."]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function renderFolded(plan: Plan): string[] {
  const { target, resources } = plan;
  return [
    fold(count(resources.length, "resource"), resources.map(describeResource)),
    renderJobs(plan),
    renderSchedules(plan),
    fold(`not as written on ${target}`, plan.approximations.map(describeApproximation)),
    fold("what cannot be known here", plan.unknown.map((one) => `- ${one}`)),
  ];
}

function renderRemarks({ refused, warnings, waivers }: Plan): string {
  const tell = (kind: string) => ({ message, place, hint }: Remark) =>
    `> **${kind}** ${code(placeOf(place))} ${escape(message)}${hint ? `<br>hint: ${code(hint)}` : ""}`;
  return [...refused.map(tell("Refused")), ...warnings.map(tell("Warning")), ...waivers.map(tell("Waived"))].join("\n>\n");
}

function renderRows({ rows }: Plan, most: number): string {
  const lines = rows.slice(0, most).map((row) => {
    const { impact, place, side } = row;
    const where = `${code(placeOf(place))}${side === "before" ? " (before)" : ""}`;
    return `| ${where} | ${code(titleOf(row))} | ${impact} |`;
  });
  return lines.length === 0
    ? ""
    : ["| where | change | impact |", "|---|---|---|", ...lines, ...more(rows.length - most)].join("\n");
}

function renderLosses({ losses }: Plan): string {
  const lines = losses.map(({ component, id, acknowledged }) =>
    `- **${component}** ${code(id)}${acknowledged ? ", acknowledged" : ""}`);
  return lines.length === 0 ? "" : ["**Loses data**", ...lines].join("\n");
}

function more(rest: number): string[] {
  return rest > 0 ? [`| … | and ${rest} more | |`] : [];
}

function describeResource(change: Plan["resources"][number]) {
  const { op, type, name, properties, fault, follows, drifted = [] } = change;
  const isDrift = fault !== undefined || drifted.length > 0;
  const why = follows || isDrift ? escape(describeReason(change)) : properties.map(code).join(", ");
  return `- \`${signs[op]}\` ${type.slice(type.lastIndexOf(":") + 1)} ${code(name)} ${why}`.trimEnd();
}

function renderJobs({ jobs }: Plan): string {
  return fold(
    `will run, in this order: ${jobs.map(({ component }) => component).join(", ")}`,
    jobs.flatMap(({ component, command, because, migrations }, at) => [
      `${at + 1}. **${component}** ${code(command)} because of ${because.map(code).join(", ")}`,
      ...migrations.map(({ file, statements }) => {
        const lines = statements.map(({ sql, destructive }) => `${destructive ? "- " : "  "}${sql};`);
        return `\n${code(file)}\n${fence("diff", lines)}`;
      }),
    ]),
  );
}

function renderSchedules({ schedules }: Plan): string {
  return fold(
    count(schedules.length, "cron job"),
    schedules.map(({ change, component, schedule, timezone, next, suspended, clock = [] }) => {
      const when = suspended ? "suspended" : next.length > 0 ? `next ${next.join(", ")}` : "no longer";
      return `- \`${signs[change]}\` **${component}** ${code(schedule)} ${timezone}: ${[when, ...clock.map(describeClockChange)].join("; ")}`;
    }),
  );
}

function describeApproximation({ field, instead, ...place }: Plan["approximations"][number]) {
  return `- ${code(placeOf(place))} ${code(field)}: ${escape(instead)}`;
}

function fold(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<details><summary>${title}</summary>\n\n${lines.join("\n")}\n\n</details>`;
}

/** Longer than any fence inside. */
function fence(language: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

function code(text: string): string {
  const ticks = text.includes("`") ? "``" : "`";
  return `${ticks}${text.replaceAll("|", "\\|").replaceAll("\n", " ")}${ticks}`;
}

function escape(text: string): string {
  return text.replace(/[<>|*_`[\]]/g, "\\$&");
}
