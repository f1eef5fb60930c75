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
  const matched = new Set<string>();
  const found = only.flatMap((rule) => {
    const level = levelOf(rule, environment, today, matched);
    if (level === "off") return [];
    return rule.check(subject).map((complaint) => {
      const finding = describe(rule, level, complaint);
      const waiver = findWaiver(rule.name, finding.components[0], environment, today);
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

function findWaiver(
  rule: string,
  component: string | undefined,
  { policies }: Judged,
  today: string,
): (Waiver & { name: string }) | undefined {
  const [name, waiver] =
    Object.entries(policies.waivers).find(
      ([, one]) =>
        one.rule === rule &&
        (one.component === undefined || one.component === component) &&
        !isExpired(one, today),
    ) ?? [];
  return name === undefined || !waiver ? undefined : { ...waiver, name };
}

/** What one place does to many components is told once. */
function gather(findings: readonly Finding[]): Finding[] {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const { rule, pointer, reason, waived } = finding;
    const key = [rule, pointer, reason, waived?.name ?? ""].join("\n");
    const before = known.get(key)?.components ?? [];
    known.set(key, { ...finding, components: [...new Set([...before, ...finding.components])] });
  }
  return [...known.values()];
}

function compare(a: Finding, b: Finding): number {
  const [one, two] = [`${a.pointer}\n${a.rule}`, `${b.pointer}\n${b.rule}`];
  return one < two ? -1 : Number(one > two);
}
