/** Reads a secret value from a person, without an echo, or from standard input. */

import { text } from "node:stream/consumers";

import { PlatformError } from "../../platform/errors.ts";
import type { Call } from "./verb.ts";

/** Without the end of its last line. Throws `usage` for an empty one. */
export async function readSecret({ output, signal }: Call, name: string): Promise<string> {
  const given = process.stdin.isTTY
    ? await ask(`value of ${name} (not shown): `, output.stderr, signal)
    : (await text(process.stdin)).replace(/\r?\n$/, "");
  if (given !== "") return given;
  throw new PlatformError("usage", `the value of ${name} is empty`, {
    hint: "type it at the prompt, or pass it on standard input",
  });
}

/** Keys come one by one, because a terminal shows a line that it edits itself. */
async function ask(
  question: string, stderr: NodeJS.WriteStream, signal: AbortSignal,
): Promise<string> {
  const { stdin } = process;
  stderr.write(question);
  stdin.setRawMode(true).setEncoding("utf8").resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed = "";
      const stop = () => reject(new PlatformError("interrupted", "no value was set"));
      signal.addEventListener("abort", stop, { once: true });
      stdin.on("data", (keys: string) => {
        for (const key of keys) {
          if (key === "\r" || key === "\n" || key === "\u0004") return resolve(typed);
          if (key === "\u0003") return process.kill(process.pid, "SIGINT");
          typed = key === "\u007f" || key === "\b" ? typed.slice(0, -1) : typed + key;
        }
      });
    });
  } finally {
    stdin.setRawMode(false).pause().removeAllListeners("data");
    stderr.write("\n");
  }
}
