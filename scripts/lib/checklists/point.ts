/** The Point API day by day: its smoke, its maintenance, and what is alarming there. */

import { listPrograms } from "../../../policies/programs.ts";
import { askRunning, findServer, inspect } from "./ask-running.ts";
import { type Item, passIf } from "./item.ts";

/** A day, and what one run may be late. */
const smokeHours = 26;

export const smoked: Item = {
  name: "point-smoke",
  asks: "The last smoke of the Point API was green, and is of the last day.",
  check: (call) => askRunning(call, async ({ environment, readStatus }) => {
    const crons = environment ? listPrograms(environment, ["CronJob"]) : [];
    const smoke = crons.find(({ spec }) => ((spec.command ?? []) as string[]).includes("smoke-integraciones"));
    if (!smoke) return { state: "warning", detail: "no CronJob runs smoke-integraciones" };
    const unit = (await readStatus()).find(({ component }) => component === smoke.name);
    const last = unit?.lastRun;
    if (!last) return passIf(false, `${smoke.name} has not run`);
    const young = Date.now() - Date.parse(last.at) < smokeHours * 3_600_000;
    const detail = `${smoke.name} ended with ${String(last.exitCode)}, ${last.at}`;
    return passIf(last.exitCode === 0 && young, detail);
  }),
};

export const maintained: Item = {
  name: "point-history",
  asks: "Where maintenance is scheduled, its last run is in the history.",
  check: (call) => inspect(call, ({ lastOf, point }, { environment }) => {
    const crons = environment ? listPrograms(environment, ["CronJob"]) : [];
    const byCron = crons.some(({ spec }) => spec.suspended !== true
      && ((spec.command ?? []) as string[]).includes("run-integraciones-maintenance"));
    if (!point.scheduled && !byCron) return passIf(true, "it is not scheduled");
    const last = lastOf.RUN_API_MAINTENANCE;
    const hours = last === undefined ? Infinity : (Date.now() - Date.parse(last)) / 3_600_000;
    return passIf(hours < point.intervalHours, last ?? "the history has no run of it");
  }),
};

/** The environment names, by this variable, the codes that its people know of. */
const expected = "POINT_EXPECTED_ALERTS";

export const calm: Item = {
  name: "point-alerts",
  asks: "The summary of the Point API has no critical alert that nobody expects.",
  check: (call) => inspect(call, ({ point }, opened) => {
    const known = findServer(opened).variables.get(expected)?.text.split(/[\s,]+/) ?? [];
    const wrong = point.alerts.filter(({ level, code }) => level === "critical" && !known.includes(code));
    const told = wrong.length === 0 ? point.alerts : wrong;
    const detail = told.map(({ code, message }) => `${code}: ${message}`).join(" ");
    return passIf(wrong.length === 0, detail === "" ? "none" : detail);
  }),
};
