/**
 * `andamio schema`: the JSON Schemas of environment files for editors, and the reference for
 * people.
 */

import type { Verb } from "./lib/verb.ts";

export const schema: Verb = {
  usage: "schema",
  about: "Prints the JSON Schema of a whole environment.",
  flags: {},
  examples: [["schema", "for an editor"]],
  takes: "nothing",
  changes: false,
  run: async () => 1,
};
