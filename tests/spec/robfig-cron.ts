/** The reader of schedules that Kubernetes has (robfig/cron v3.0.1, parser.go), told again from its source. */

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

function readRange(text: string, { min, max, names }: Bounds): RobfigField | undefined {
  const [range = "", stepText, ...surplus] = text.split("/");
  const [low = "", high, ...more] = range.split("-");
  const isStar = low === "*" || low === "?";
  if (surplus.length > 0 || (!isStar && more.length > 0)) return undefined;
  const start = isStar ? min : readNumber(low, names);
  const step = stepText === undefined ? 1 : readNumber(stepText, []);
  const last = isStar || (high === undefined && stepText !== undefined) ? max : undefined;
  const end = last ?? (high === undefined ? start : readNumber(high, names));
  if (start === undefined || end === undefined || !step) return undefined;
  if (start < min || end > max || start > end) return undefined;
  const count = Math.floor((end - start) / step) + 1;
  const values = Array.from({ length: count }, (_, index) => start + index * step);
  return { values, star: isStar && step === 1 };
}

function readNumber(text: string, names: readonly string[]): number | undefined {
  const named = text === "" ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}
