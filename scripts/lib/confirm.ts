/** Asks before data is lost. */

import { createInterface } from "node:readline/promises";

import { PlatformError } from "../../platform/errors.ts";
import type { Call } from "./verb.ts";

/**
 * True when the name of the environment was typed, or `--yes` given. Throws `confirmation_needed`
 * where nobody can be asked.
 */
export async function confirmLoss(call: Call, what: string): Promise<boolean> {
  const { environment, flags, names, output, signal, verb } = call;
  if (flags.yes === true) {
    return true;
  }
  if (!process.stdin.isTTY || !output.stderr.isTTY) {
    throw new PlatformError("confirmation_needed", `${what}, and nobody can be asked here`, {
      hint: `andamio ${[verb, environment, ...names].join(" ")} --data --yes`,
    });
  }
  const questions = createInterface({ input: process.stdin, output: output.stderr });
  // Otherwise readline keeps Ctrl-C to itself.
  questions.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const answer = await questions.question(`${what}.\nType ${environment} to go on: `, { signal });
    return answer.trim() === environment;
  } finally {
    questions.close();
  }
}
