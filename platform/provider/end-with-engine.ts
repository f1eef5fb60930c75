/**
 * Loaded by a plugin of the engine: ends it with the engine that started it. Killing the engine
 * alone leaves its plugins, which would go on creating.
 */
import { readFileSync } from "node:fs";

const given = Number(process.env.ANDAMIO_ENGINE);
/** As the shell that starts us saw it: the engine may have died since, and before we look. */
const engine = given > 0 ? given : process.ppid;
const endWithIt = () => {
  if (process.ppid !== engine || (engine === 1 && !isEngine(1))) process.exit(1);
};

/** In a container the engine itself may be the first process. */
function isEngine(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("pulumi");
  } catch {
    return false; // another system, where the first process is its own
  }
}

endWithIt();
setInterval(endWithIt, 200).unref();
// where the engine died before that shell looked: nobody reads the port that is printed
process.stdout.on("error", () => process.exit(1));
