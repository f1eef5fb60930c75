/** Time zones by their IANA names, as this Node knows them. */
import { suggest } from "./suggest.ts";

const known = new Map<string, boolean>();

export function isTimezone(name: string): boolean {
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
  const names = Intl.supportedValuesOf("timeZone");
  const asked = wrong.toLowerCase().replaceAll(" ", "_").split("/").at(-1) ?? "";
  return (
    names.find((name) => name.toLowerCase().split("/").at(-1) === asked) ?? suggest(wrong, names)
  );
}
