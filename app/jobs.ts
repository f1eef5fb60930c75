// Entry: the commands that run once and end. node dist/jobs.js NAME [arguments]
import { clearSessions } from "./jobs/clear-sessions.ts";
import { healthCheck } from "./jobs/health-check.ts";
import { seed } from "./jobs/seed.ts";
import { fail } from "./process.ts";

/** Each gives the line that says what it did, and throws when it failed. */
export type Command = (args: readonly string[]) => Promise<string>;

const commands: Record<string, Command> = {
  "clear-sessions": clearSessions,
  "health-check": healthCheck,
  seed,
};

const [name = "", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) await command(args).then((line) => console.log(line), fail);
else {
  console.error(`${name ? `There is no job "${name}".` : "Which job?"} Jobs: ${Object.keys(commands).join(", ")}`);
  process.exitCode = 2;
}
