/** How Kubernetes reads a schedule: robfig/cron v3.0.1, parser.go, transcribed. */

interface Bounds {
  min: number;
  max: number;
  names: readonly string[];
}

const months = ["", ..."jan feb mar apr may jun jul aug sep oct nov dec".split(" ")];
const bounds: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: "sun mon tue wed thu fri sat".split(" ") },
];

export interface RobfigField {
  values: number[];
  star: boolean;
}

/** `ParseStandard`, without descriptors; undefined where it returns an error. */
export function readAsRobfig(schedule: string): RobfigField[] | undefined {
  const fields = schedule.split(/\s+/).filter(Boolean);
  if (fields.length !== 5) return undefined;
  const read = fields.map((field, index) => readField(field, bounds[index]!));
  return read.every((field) => field !== undefined) ? read : undefined;
}

function readField(field: string, bound: Bounds): RobfigField | undefined {
  const ranges = field.split(",").filter(Boolean).map((one) => readRange(one, bound));
  if (!ranges.every((one) => one !== undefined)) return undefined;
  const values = new Set(ranges.flatMap((one) => one.values));
  return { values: [...values].sort((a, b) => a - b), star: ranges.some((one) => one.star) };
}

function readRange(text: string, bound: Bounds): RobfigField | undefined {
  const [range, stepText, ...surplus] = text.split("/") as [string, ...string[]];
  const isStar = /^[*?](-|$)/.test(range);
  const step = readNumber(stepText ?? "1", []);
  if (surplus.length > 0 || !step) return undefined;
  const ends = isStar ? [bound.min, bound.max] : readEnds(range, stepText !== undefined, bound);
  const [start = -1, end = -1] = ends ?? [];
  const values = listEvery(step, start, end);
  return isInside(start, end, bound) ? { values, star: isStar && step === 1 } : undefined;
}

function isInside(start: number, end: number, { min, max }: Bounds): boolean {
  return start >= min && end <= max && start <= end;
}

function listEvery(step: number, start: number, end: number): number[] {
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

/** A single number with a step goes on to the last one. */
function readEnds(range: string, hasStep: boolean, { max, names }: Bounds): number[] | undefined {
  const [low = "", high, ...more] = range.split("-");
  const start = readNumber(low, names);
  const single = hasStep ? max : start;
  const end = high === undefined ? single : readNumber(high, names);
  return more.length > 0 || start === undefined || end === undefined ? undefined : [start, end];
}

function readNumber(text: string, names: readonly string[]): number | undefined {
  const named = text === "" ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}
