/** Schedules as Kubernetes reads them: Sunday is 0 there, and never 7. */

export function toCron(schedule: string): string {
  const fields = schedule.trim().split(/\s+/);
  const days = fields.pop() ?? "*";
  return [...fields, days.split(",").map(withoutSeven).join(",")].join(" ");
}

/** A range that ends on a Sunday goes past its last day, and becomes a list. */
function withoutSeven(days: string): string {
  if (/^7(\/\d+)?$/.test(days)) return days.replace("7", "0");
  const [, from = "", step = ""] = /^(\w+)-(?:7|sun)(\/\d+)?$/i.exec(days) ?? [];
  if (from === "") return days;
  const every = Number(step.slice(1) || 1);
  const named = dayNames.indexOf(from.toLowerCase());
  const start = (named < 0 ? Number(from) : named) % 7;
  const all = Array.from({ length: 8 }, (_, day) => start + day * every).filter((day) => day <= 7);
  return [...new Set(all.map((day) => day % 7))].join(",");
}

const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
