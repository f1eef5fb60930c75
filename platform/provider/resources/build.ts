/**
 * The program of an image, made from its folder by its steps, named by its content, so that nothing
 * changed means nothing built.
 */
import { rmSync } from "node:fs";
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { withLock } from "../../targets/local/lock.ts";
import { makeBuild } from "../../targets/local/make-build.ts";
import { digestSources } from "../../targets/local/sources.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";

interface BuildInputs {
  context: string;
  steps: readonly string[];
  /** Digest of the sources and of what is done with them. */
  content: string;
}

const keptBuilds = 3;

export const build: Handler = {
  async check(inputs) {
    const { context, steps } = inputs as unknown as BuildInputs;
    return { content: digestSources(join(machineOf(inputs).paths.root, context), steps) };
  },

  async apply(name, inputs) {
    const { paths } = machineOf(inputs);
    const { content: digest, context, steps } = inputs as unknown as BuildInputs;
    const path = folderOf(inputs, digest);
    await withLock(
      join(paths.builds, ".lock"),
      async () => {
        if (!existsSync(path))
          await makeBuild({ paths, name, context: join(paths.root, context), steps, folder: path });
        utimesSync(path, new Date(), new Date());
        removeOldest(inputs, digest);
      },
      900_000,
    );
    return { digest, path };
  },

  async observe(_name, state) {
    return existsSync(folderOf(state, String(state["digest"]))) ? undefined : "its build is gone";
  },

  async remove() {
    // the next deploy may want it; `up` keeps the last ones
  },
};

function folderOf(inputs: Inputs, digest: string): string {
  return join(machineOf(inputs).paths.builds, digest);
}

function removeOldest(inputs: Inputs, current: string): void {
  const { paths } = machineOf(inputs);
  const used = (digest: string) => statSync(join(paths.builds, digest)).mtimeMs;
  const builds = readdirSync(paths.builds).filter(
    (entry) => !entry.startsWith(".") && entry !== current,
  );
  for (const old of builds.sort((a, b) => used(b) - used(a)).slice(keptBuilds - 1)) {
    rmSync(join(paths.builds, old), { recursive: true, force: true });
  }
}
