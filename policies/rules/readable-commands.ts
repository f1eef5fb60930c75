/** What a command starts can be seen before it runs. */
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const readableCommands: Rule = {
  name: "readable-commands",
  about: "The text of a shell in a command (sh -c) can be read: its programs, their first words and its variables are known here.",
  why: "No other rule sees what such a text starts, or which variables it sets.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment).flatMap(({ at, command }) =>
      command.unreadable.map(({ at: word, reason }) => ({
        at: [...at, "command", String(word)],
        reason: `its command cannot be read: ${reason}`,
        fix: "write the program and its words, and its variables as env, or put the text into a file of the image",
      })),
    ),
  wrong: { components: { tasks: { command: ["sh", "-c", "eval \"$PROGRAM\""] } } },
  right: { components: { tasks: { command: ["sh", "-c", "cd /app && exec node dist/worker.js"] } } },
};
