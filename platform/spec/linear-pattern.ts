/**
 * Regular expressions of other people's files, matched in time linear in the text: V8's engine for
 * that refuses the few constructs that could not be.
 */
import { setFlagsFromString } from "node:v8";

let isEnabled = false;

/** Undefined where the pattern is not one, or looks around or back. */
export function compileLinear(pattern: string): RegExp | undefined {
  // the flag only adds the letter "l" to what a RegExp takes
  if (!isEnabled) setFlagsFromString("--enable-experimental-regexp-engine");
  isEnabled = true;
  try {
    return new RegExp(pattern, "l");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
