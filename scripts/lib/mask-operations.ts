/** Puts the mask before what programs of an environment print. */

import { once } from "node:events";

import type { Environment } from "../../platform/environment.ts";
import { maskInside, maskSecrets } from "../../platform/masking/known-secrets.ts";
import type { Operations, Streams } from "../../platform/targets/operations.ts";
import { changeLines } from "./logs/change-lines.ts";
import { maskOutput } from "./mask-stream.ts";
import type { Call } from "./verb.ts";

/**
 * The same operations; the values to mask are learned before the first text is shown. A command of
 * `exec` is handed the streams as they are: its output is for whoever gave it.
 */
export function maskOperations(
  bare: Operations, call: Call, environment: Environment | undefined,
): Operations {
  let learned: Promise<void> | undefined;
  const learn = () => learned ??= import("./secrets/learn-deployed.ts")
    .then(({ learnDeployed }) => learnDeployed(call, environment, bare));
  return {
    ...bare,
    async status() {
      const units = await bare.status();
      if (!units.some(({ reason }) => reason !== undefined)) return units;
      await learn();
      return maskInside(units);
    },
    async logs(options) {
      if (call.flags.raw !== true) await learn();
      return changeLines(await bare.logs(options), { text: maskSecrets });
    },
    async exec(component, command, streams) {
      if (streams.stdout !== "inherit") await learn();
      return bare.exec(component, command, streams);
    },
    async run(component, streams) {
      await learn();
      return runMasked(streams, (masked) => bare.run(component, masked));
    },
  };
}

async function runMasked(
  { stdout, stderr, ...rest }: Streams, run: (streams: Streams) => Promise<number>,
): Promise<number> {
  const [out, err] = [stdout, stderr].map((stream, at) =>
    maskOutput(stream === "inherit" ? [process.stdout, process.stderr][at]! : stream));
  const ends = [out!, err!].map((stream) => once(stream, "finish"));
  try {
    return await run({ ...rest, stdout: out!, stderr: err! });
  } finally {
    out!.end();
    err!.end();
    await Promise.all(ends);
  }
}
