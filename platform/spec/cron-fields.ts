/** The fields of a schedule within the bounds that every target's reader keeps to. */

interface Bounds {
  min: number;
  max: number;
  /** In their order, from `min` on. */
  names: readonly string[];
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const weekdays = "sun mon tue wed thu fri sat".split(" ");

const bounds: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: months },
  { min: 0, max: 7, names: weekdays },
];

const item = /^(?<low>\*|\d{1,2}|[a-z]{3})(-(?<high>\d{1,2}|[a-z]{3}))?(\/(?<step>\d{1,2}))?$/i;

/** Whether all readers take the field at a place (0 is the minute), for the same times. */
export function isCronField(field: string, place: number): boolean {
  const bound = bounds[place];
  return bound !== undefined && field.split(",").every((part) => isItem(part, bound));
}

function isItem(text: string, bound: Bounds): boolean {
  const { low = "", high, step = "1" } = item.exec(text)?.groups ?? {};
  if (low === "" || Number(step) === 0) return false;
  if (low === "*") return high === undefined;
  return high === undefined ? readNumber(low, bound) <= bound.max : isRange(low, high, bound);
}

/** A range of days may end with a Sunday; one that begins with it as day 7 has no other day. */
function isRange(low: string, high: string, bound: Bounds): boolean {
  const first = readNumber(low, bound);
  const endsOnSunday = bound.names === weekdays && high.toLowerCase() === "sun";
  const last = endsOnSunday ? bound.max : readNumber(high, bound);
  const isSunday = bound.names === weekdays && (first === 7 || (endsOnSunday && /^sun$/i.test(low)));
  return first <= last && last <= bound.max && !isSunday;
}

/** Past every bound where it is none. */
function readNumber(text: string, { min, names }: Bounds): number {
  const named = names.indexOf(text.toLowerCase());
  const value = named < 0 ? Number(text) : named + min;
  return value >= min ? value : Infinity;
}
