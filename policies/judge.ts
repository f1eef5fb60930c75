/**
 * Judges an environment by all rules: what is wrong, how strictly that is meant here, and what is
 * waived. Pure; loads no Pulumi.
 */
import { formatPointer } from "../platform/spec/node.ts";
import type { Declaration } from "../platform/targets/target.ts";
import { checkPolicies, isExpired, levelOf } from "./exceptions.ts";
import { rules } from "./index.ts";
import type { Complaint, Judged, Level, Rule, Subject, Waiver } from "./rule.ts";

export interface Finding {
  /** Name of the rule; of what is wrong with exceptions their own words, as `waiver-expired`. */
  rule: string;
  level: Exclude<Level, "off">;
  /** Whom it concerns; none when it is the environment as a whole. */
  components: readonly string[];
  /** JSON pointer into the environment. */
  pointer: string;
  reason: string;
  fix: string;
  /** Its page, from the project's root. */
  page?: string;
  waived?: Waiver & { name: string };
  /** What is put there instead. */
  mended?: { value: unknown };
}

export interface JudgeOptions {
  now?: Date;
  files?: Subject["files"];
  /** For tests of one rule. */
  only?: readonly Rule[];
}

/** Everything that is to be said, what is waived too; sorted by place. */
export function judge(
  environment: Judged,
  declarations: readonly Declaration[],
  { now = new Date(), files, only = rules }: JudgeOptions = {},
): Finding[] {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: environment.timezone }).format(now);
  const subject: Subject = { environment, declarations, today, ...(files && { files }) };
  const waivers = listWaivers(environment, today);
  const matched = new Set<string>();
  const found = only.flatMap((rule) => {
    const level = levelOf(rule, environment, today, matched);
    if (level === "off") return [];
    return rule.check(subject).map((complaint) => {
      const finding = describe(rule, level, complaint);
      const waiver = findWaiver(rule.name, finding.components[0], waivers);
      if (waiver) matched.add(waiver.name);
      return waiver ? { ...finding, waived: waiver } : finding;
    });
  });
  return [...gather(found), ...checkPolicies(environment, today, matched)].sort(compare);
}

/** Whether it keeps the environment from being deployed. */
export function blocks({ level, waived, mended }: Finding): boolean {
  return level !== "advisory" && !waived && !mended;
}

function describe(rule: Rule, level: Finding["level"], complaint: Complaint): Finding {
  const { at, reason, fix, component = at[0] === "components" ? at[1] : undefined } = complaint;
  const value = level === "remediate" ? rule.mend?.(complaint) : undefined;
  return {
    rule: rule.name,
    level,
    components: component === undefined ? [] : [component],
    pointer: formatPointer(at),
    reason,
    fix,
    page: `policies/docs/${rule.name}.md`,
    ...(value === undefined ? {} : { mended: { value } }),
  };
}

interface NamedWaiver extends Waiver {
  name: string;
  /** How many stand before it. */
  place: number;
}

/** Those that hold, the first for each rule and component. */
function listWaivers({ policies }: Judged, today: string): Map<string, NamedWaiver> {
  const all = Object.entries(policies.waivers)
    .map(([name, waiver], place) => ({ ...waiver, name, place }))
    .filter((waiver) => !isExpired(waiver, today));
  return new Map(all.toReversed().map((one) => [keyOf(one.rule, one.component), one]));
}

function keyOf(rule: string, component: string | undefined): string {
  return `${rule}\n${component ?? ""}`;
}

/** The first of those for the component and those for all. */
function findWaiver(
  rule: string, component: string | undefined, waivers: ReadonlyMap<string, NamedWaiver>,
): (Waiver & { name: string }) | undefined {
  const [first] = [waivers.get(keyOf(rule, undefined)), waivers.get(keyOf(rule, component))]
    .filter((one) => one !== undefined)
    .sort((a, b) => a.place - b.place);
  if (!first) return undefined;
  const { place: _place, ...waiver } = first;
  return waiver;
}

/** What one place does to many components is told once. */
function gather(findings: readonly Finding[]): Finding[] {
  const known = new Map<string, { finding: Finding; components: Set<string> }>();
  for (const finding of findings) {
    const { rule, pointer, reason, waived } = finding;
    const key = [rule, pointer, reason, waived?.name ?? ""].join("\n");
    const gathered = known.get(key) ?? { finding, components: new Set() };
    known.set(key, gathered);
    for (const component of finding.components) gathered.components.add(component);
  }
  return [...known.values()].map(({ finding, components }) => ({
    ...finding,
    components: [...components],
  }));
}

function compare(a: Finding, b: Finding): number {
  const [one, two] = [`${a.pointer}\n${a.rule}`, `${b.pointer}\n${b.rule}`];
  return one < two ? -1 : Number(one > two);
}
