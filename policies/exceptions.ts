/**
 * Levels and waivers that an environment gives itself: which hold, and what is wrong with them.
 */
import { formatPointer } from "../platform/spec/node.ts";
import { describeChoice } from "../platform/spec/suggest.ts";
import { rules } from "./index.ts";
import type { Finding } from "./judge.ts";
import { type Judged, type Level, levels, type Rule, type Waiver } from "./rule.ts";

/** How many days a waiver may still apply; who needs it longer looks at it again. */
const longestTerm = 180;

/**
 * The level that holds: that of the profile, or a stricter one; a milder one needs a waiver that
 * holds, which is added to `matched`.
 */
export function levelOf(
  rule: Rule,
  environment: Judged,
  today: string,
  matched: Set<string>,
): Level {
  const own = rule.levels[environment.profile];
  const wanted = environment.policies.rules[rule.name] ?? own;
  if (!isMilder(wanted, own)) return wanted;
  const waiver = findBacking(rule.name, environment, today);
  if (waiver === undefined) return own;
  matched.add(waiver);
  return wanted;
}

/** Past the end of its last day, or with a day that is none. */
export function isExpired({ expires }: Waiver, today: string): boolean {
  return !isDay(expires) || expires < today;
}

export function checkPolicies(
  environment: Judged,
  today: string,
  matched: ReadonlySet<string>,
): Finding[] {
  const { policies } = environment;
  return [
    ...Object.keys(policies.rules).flatMap((name) => checkLevel(name, environment, today)),
    ...Object.entries(policies.waivers).flatMap(([name, waiver]) =>
      checkWaiver(name, waiver, environment, today, matched),
    ),
  ];
}

function checkLevel(name: string, environment: Judged, today: string): Finding[] {
  const { profile, policies } = environment;
  const at = ["policies", "rules", name];
  const rule = rules.find((one) => one.name === name);
  if (!rule) return [unknownRule(name, at)];
  const level = policies.rules[name]!;
  if (level === "remediate" && !rule.mend) {
    return [fault("not-mendable", at, `"${name}" cannot mend anything by itself`, "mandatory")];
  }
  const own = rule.levels[profile];
  if (!isMilder(level, own) || findBacking(name, environment, today) !== undefined) return [];
  const reason = `"${name}" is ${own} in profile ${profile}, and milder only with a waiver`;
  const fix = `policies: { waivers: { NAME: { rule: ${name}, reason: …, owner: …, expires: … } } }`;
  return [fault("level-lowered", at, reason, fix)];
}

function checkWaiver(
  name: string,
  waiver: Waiver,
  { components }: Judged,
  today: string,
  matched: ReadonlySet<string>,
): Finding[] {
  const at = ["policies", "waivers", name];
  if (!rules.some((one) => one.name === waiver.rule)) {
    return [unknownRule(waiver.rule, [...at, "rule"])];
  }
  if (waiver.component !== undefined && !components[waiver.component]) {
    const reason = `no component is called "${waiver.component}"`;
    const known = describeChoice(waiver.component, Object.keys(components), "Components");
    return [fault("unknown-component", [...at, "component"], reason, known)];
  }
  if (!isDay(waiver.expires)) {
    const reason = `"${waiver.expires}" is not a day`;
    return [fault("bad-date", [...at, "expires"], reason, "a day is written 2027-03-31")];
  }
  if (isExpired(waiver, today)) {
    const reason = `waiver "${name}" ended with ${waiver.expires}`;
    const fix = `mend what "${waiver.rule}" says, or ask ${waiver.owner} for another one`;
    return [fault("waiver-expired", [...at, "expires"], reason, fix)];
  }
  const latest = addDays(today, longestTerm);
  if (waiver.expires > latest) {
    const reason = `waiver "${name}" applies for more than ${longestTerm} days`;
    const fix = `expires: ${latest}, or an earlier day; extend it then if it is still needed`;
    return [fault("waiver-too-long", [...at, "expires"], reason, fix)];
  }
  if (matched.has(name)) return [];
  const reason = `waiver "${name}" covers nothing: "${waiver.rule}" has no complaint`;
  return [{ ...fault("waiver-unused", at, reason, "remove it"), level: "advisory" }];
}

function unknownRule(name: string, at: readonly string[]): Finding {
  const known = describeChoice(
    name,
    rules.map((rule) => rule.name),
    "Rules",
  );
  return fault("unknown-rule", at, `there is no rule "${name}"`, known);
}

function fault(rule: string, at: readonly string[], reason: string, fix: string): Finding {
  return { rule, level: "mandatory", components: [], pointer: formatPointer(at), reason, fix };
}

/** A waiver of the rule as a whole that holds. */
function findBacking(rule: string, { policies }: Judged, today: string): string | undefined {
  return Object.entries(policies.waivers).find(
    ([, one]) => one.rule === rule && one.component === undefined && !isExpired(one, today),
  )?.[0];
}

function isMilder(level: Level, than: Level): boolean {
  return levels.indexOf(level) < levels.indexOf(than);
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && formatDay(date) === text;
}

function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return formatDay(date);
}

function formatDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
