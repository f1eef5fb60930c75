/** Entry: the commands that run once and end. `node dist/jobs.js NAME [arguments]` */

import { fail } from "./process.ts";

/** Gives the line that says what it did, and throws when it failed. */
export type Command = (args: readonly string[]) => Promise<string>;

/** Each loads what it needs and no more: some run every few minutes. */
const commands: Record<string, () => Promise<Command>> = {
  "clear-sessions": async () => (await import("./jobs/clear-sessions.ts")).clearSessions,
  "health-check": async () => (await import("./jobs/health-check.ts")).healthCheck,
  "seed": async () => (await import("./jobs/seed.ts")).seed,
};

const [name = "", ...args] = process.argv.slice(2);

if (Object.hasOwn(commands, name)) {
  await commands[name]!()
    .then((command) => command(args))
    .then((line) => console.log(line), fail);
} else {
  const names = Object.keys(commands).join(", ");
  console.error(`${name ? `There is no job "${name}".` : "Which job?"} Jobs: ${names}`);
  process.exitCode = 2;
}
