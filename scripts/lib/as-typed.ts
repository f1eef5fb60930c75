/** What is shown must work when it is typed, and in a clone it is `npx` that finds the program. */

/**
 * Puts `npx` before the commands in a text: `andamio up dev` becomes `npx andamio up dev`. Paths as
 * `.andamio` are none.
 */
export function asTyped(text: string): string {
  return text.replaceAll(/(?<!npx |[\w.\/@-])andamio (?=[a-z-])/g, "npx andamio ");
}
