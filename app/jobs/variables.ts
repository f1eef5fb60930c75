/** Prints the JSON Schema of every variable that the app reads. */

import { makeVariableSchema } from "../config/variable-table.ts";
import type { Command } from "../jobs.ts";

export const printVariables: Command = async () => JSON.stringify(makeVariableSchema(), null, 2);
