/** `andamio compose`: an environment of one Docker host as a compose file. */

import { isAbsolute, join, relative } from "node:path";

import { PlatformError } from "../platform/errors.ts";
import { writeOwnFiles } from "./lib/own-files.ts";
import type { Call, Verb } from "./lib/verb.ts";

const file = "compose.yaml";

export const compose: Verb = {
  usage: "compose [ENV] [--to DIR]",
  about: "Prints an environment as a compose file, or writes it with all that belongs to it. "
    + "What is secret comes from variables and files of whoever starts it.",
  flags: { to: { type: "string", value: "DIR", about: "where the files go" } },
  examples: [
    ["compose staging", "the file alone"],
    ["compose staging --to out", "with the proxy's configuration"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

async function run({ environment: name, root, flags, output }: Call): Promise<number> {
  const { loadEnvironment } = await import("../platform/environment.ts");
  const { declare } = await import("../platform/declare.ts");
  const { targets } = await import("../platform/targets/index.ts");
  const environment = loadEnvironment(root, name);
  const files = targets[environment.target]?.render?.(declare(environment), {}) ?? {};
  const text = files[file];
  if (text === undefined) {
    const message = `target ${environment.target} has no compose file`;
    throw new PlatformError("usage", message, { hint: "it is for environments of containers on one host" });
  }
  if (typeof flags.to !== "string") {
    output.document({ ok: true, environment: name, file: text }, text.trimEnd());
    return 0;
  }
  const folder = isAbsolute(flags.to) ? flags.to : join(process.cwd(), flags.to);
  // builds are found from where the file lies
  const here = text.replaceAll("context: \"./", `context: "${relative(folder, root) || "."}/`);
  const { written, removed } = writeOwnFiles(folder, { ...files, [file]: here }, `andamio compose ${name}`);
  const lines = [...written.map((one) => `wrote ${one}`), ...removed.map((one) => `removed ${one}`)];
  const place = relative(process.cwd(), folder) || ".";
  output.result(
    { ok: true, environment: name, folder, written, removed },
    lines.length > 0 ? lines.join("\n") : `nothing changed in ${place}`,
  );
  return 0;
}
