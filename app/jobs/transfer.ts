/** Prints, in order, the steps that bring the data of one environment to another (N003-146). */

import type { Command } from "../jobs.ts";
import { parse } from "./arguments.ts";

const file = "data/export_for_prod.json";

export const transfer: Command = async (args) => {
  parse(args, {}, 0, "transfer");
  return [
    "1. Export on develop:     node dist/jobs.js export-data " + file,
    "2. Deploy:                git switch main && git merge develop && git push",
    "                          and wait until the deploy and its migrations are through",
    "3. Copy the file:         scp -i KEY " + file + " USER@HOST:PATH/" + file,
    "   Import in production:  node dist/jobs.js import-data " + file,
    "4. Verify:                node dist/jobs.js verify-data",
  ].join("\n");
};
