/** A prompt with the database open as `db` (C000-37): `await db.user.count()`. */

import { once } from "node:events";
import { start } from "node:repl";

import { defineCommand } from "./command.ts";

export const shell = defineCommand({ usage: "shell", options: {} }, async (db) => {
  const repl = start({ prompt: "> " });
  repl.context["db"] = db;
  await once(repl, "exit");
  return "";
});
