/** Time zones by their IANA names: those that every target can load. */
import { suggest } from "./suggest.ts";
import { timezoneNames } from "./timezone-names.ts";

const names = new Set(timezoneNames);
const known = new Map<string, boolean>();

/** Go loads a zone by the name of its file, where case matters; Node also takes `utc` and `PST`. */
export function isTimezone(name: string): boolean {
  return names.has(name) && isReadableTimezone(name);
}

/** Whether a program on Node reads it. */
export function isReadableTimezone(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const result = canFormat(name);
  known.set(name, result);
  return result;
}

function canFormat(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

/** The name that was probably meant: of all of them, or of their last parts (`Buenos_Aires`). */
export function suggestTimezone(wrong: string): string | undefined {
  const asked = wrong.toLowerCase().replaceAll(" ", "_").split("/").at(-1) ?? "";
  return (
    timezoneNames.find((name) => name.toLowerCase() === wrong.toLowerCase()) ??
    timezoneNames.find((name) => name.toLowerCase().split("/").at(-1) === asked) ??
    suggest(wrong, timezoneNames)
  );
}
