/** Cron jobs that appear, change or vanish, with their next times where they run. */
import { Cron } from "croner";

import type { Catalogue, Values } from "../spec/catalogue.ts";
import { normalizeCron } from "../spec/cron.ts";
import { own } from "../spec/schema.ts";
import { listClockChanges } from "./clock-changes.ts";
import type { World } from "./effects.ts";
import type { Row, ScheduleChange } from "./plan.ts";
import { componentsOf, type Side } from "./side.ts";

export function listSchedules(rows: readonly Row[], world: World, now: Date): ScheduleChange[] {
  const [old, fresh] = [componentsOf(world.before), componentsOf(world.after)];
  const names = [...new Set([...Object.keys(fresh), ...Object.keys(old)])];
  return names.flatMap((name) => {
    const [was, is] = [isCron(own(old, name)), isCron(own(fresh, name))];
    const cause = rows.find((row) => concerns(row, name));
    if ((!was && !is) || !cause) return [];
    const change = was && is ? "changed" : is ? "added" : "removed";
    const side = is ? world.after : world.before;
    return [describe(name, change, side, cause, { now, targets: world.catalogue.targets })];
  });
}

function isCron(spec: Values | undefined): boolean {
  return typeof spec?.schedule === "string";
}

/** Its own fields, or the time zone that it runs in; a new version of its program is no news. */
function concerns({ path, effects }: Row, name: string): boolean {
  const isOwn = path === name || path.startsWith(`${name}.`);
  return isOwn || (path === "timezone" && effects.some(({ component }) => component === name));
}

function describe(
  component: string,
  change: ScheduleChange["change"],
  side: Side,
  { place }: Row,
  { now, targets }: { now: Date; targets: Catalogue["targets"] },
): ScheduleChange {
  const spec = componentsOf(side)[component] ?? {};
  const schedule = String(spec.schedule);
  const timezone = String(spec.timezone ?? side.value.timezone);
  const suspended = spec.suspended === true;
  const fires = change !== "removed" && !suspended;
  const next = fires ? listNext(schedule, timezone, now) : [];
  const { followsClock = false } = own(targets, side.value.target) ?? {};
  const clock = fires ? listClockChanges(schedule, timezone, followsClock, now) : [];
  const met = clock.length > 0 && { clock };
  return { component, change, schedule, timezone, suspended, next, ...met, place };
}

/** The next three times, by the clock of their time zone and its distance from UTC. */
export function listNext(schedule: string, timezone: string, now: Date): string[] {
  const cron = new Cron(normalizeCron(schedule), { mode: "5-part", timezone, paused: true });
  return cron.nextRuns(3, now).map((time) => describeTime(time, timezone));
}

function describeTime(time: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
    hourCycle: "h23",
    timeZoneName: "longOffset",
  } as const);
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, value]),
  );
  const offset = parts.timeZoneName?.replace("GMT", "") || "+00:00";
  return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute} ${offset}`;
}
