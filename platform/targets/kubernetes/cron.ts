/** Schedules as Kubernetes reads them: Sunday is 0 there, and never 7. */

export function toCron(schedule: string): string {
  const fields = schedule.trim().split(/\s+/);
  const days = fields.pop() ?? "*";
  return [...fields, days.split(",").map(withoutSeven).join(",")].join(" ");
}

function withoutSeven(days: string): string {
  if (/^7(\/\d+)?$/.test(days)) return days.replace("7", "0");
  const [, from, step = ""] = /^(\w+)-7(\/\d+)?$/.exec(days) ?? [];
  if (from === undefined) return days;
  const every = Number(step.slice(1) || 1);
  const start = Number(from) % 7;
  const all = Array.from({ length: 7 }, (_, day) => start + day * every).filter((day) => day <= 7);
  return Number.isNaN(start) ? days : all.map((day) => day % 7).join(",");
}
