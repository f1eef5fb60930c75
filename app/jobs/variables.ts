/** Prints the JSON Schema of every variable that the app reads. */

import { makeVariableSchema } from "../config/variable-table.ts";
import type { Command } from "../jobs.ts";
import { parse } from "./arguments.ts";

export const printVariables: Command = async (args) => {
  parse(args, {}, 0, "variables");
  return JSON.stringify(makeVariableSchema(), null, 2);
};
