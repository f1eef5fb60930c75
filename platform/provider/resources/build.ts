/**
 * The program of an image, made from its folder by its steps, named by its content, so that nothing
 * changed means nothing built.
 */
import { existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describeLoss, forgetFiles, recordFiles, restoreFiles } from "../../targets/local/built-files.ts";
import { readJson, writeJson } from "../../targets/local/files.ts";
import { withLock } from "../../targets/local/lock.ts";
import { type BuildOrder, makeBuild } from "../../targets/local/make-build.ts";
import { digestSources } from "../../targets/local/sources.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";
import { viewsOf } from "../program-view.ts";

interface BuildInputs {
  context: string;
  steps: readonly string[];
  /** Variables of the steps. */
  args?: Readonly<Record<string, string>>;
  /** Digest of the sources and of what is done with them. */
  content: string;
}

const keptBuilds = 3;
/** Another build of the environment may be under way. */
const patienceMs = 900_000;

export const build: Handler = {
  async check(inputs) {
    const { context, steps, args } = inputs as unknown as BuildInputs;
    const folder = join(machineOf(inputs).paths.root, context);
    // a folder that is not there is told when it is built from, with the place that names it
    return { content: existsSync(folder) ? digestSources(folder, steps, args) : "missing" };
  },

  async foresee(_name, inputs) {
    const { content: digest } = inputs as unknown as BuildInputs;
    return { digest, path: folderOf(inputs, digest) };
  },

  async apply(name, inputs) {
    const { paths } = machineOf(inputs);
    const { content: digest, context, steps, args = {} } = inputs as unknown as BuildInputs;
    const path = folderOf(inputs, digest);
    const order = { paths, name, context: join(paths.root, context), steps, args, folder: path };
    const make = async () => {
      await makeWhole(order);
      keepLast(paths.builds, name, digest);
    };
    await withLock(join(paths.builds, ".lock"), make, patienceMs);
    return { digest, path };
  },

  async observe(_name, state) {
    const folder = folderOf(state, String(state["digest"]));
    if (!existsSync(folder)) return "its build is gone";
    if (!hasPackages(folder)) return "its packages are gone";
    return [folder, ...viewsOf(folder)].map(describeLoss).find((loss) => loss !== undefined);
  },

  async remove() {
    // the next deploy may want it; `up` keeps the last ones
  },
};

async function makeWhole(order: BuildOrder): Promise<void> {
  const { folder } = order;
  if (!existsSync(folder)) {
    await makeBuild(order);
    recordFiles(folder);
  } else if (!hasPackages(folder) || describeLoss(folder) !== undefined) {
    const again = `${folder}.again`;
    rmSync(again, { recursive: true, force: true });
    await makeBuild({ ...order, folder: again });
    restoreFiles(folder, again);
    rmSync(again, { recursive: true });
  }
  for (const view of viewsOf(folder)) {
    if (describeLoss(view) !== undefined) restoreFiles(view, folder);
  }
}

/** Those that builds share, where this one has them. */
function hasPackages(folder: string): boolean {
  const packages = join(folder, "node_modules");
  return existsSync(packages) || !lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink();
}

function folderOf(inputs: Inputs, digest: string): string {
  return join(machineOf(inputs).paths.builds, digest);
}

/** Each image keeps its last builds; one that no image names any more goes. */
function keepLast(builds: string, image: string, digest: string): void {
  const file = join(builds, ".images.json");
  const images = readJson<Record<string, string[]>>(file) ?? {};
  const others = (images[image] ?? []).filter((earlier) => earlier !== digest);
  images[image] = [digest, ...others].slice(0, keptBuilds);
  writeJson(file, images);
  const kept = Object.values(images).flat();
  const entries = readdirSync(builds).filter((entry) => !entry.startsWith("."));
  // a build with volumes in it bears the name of its build and its own
  for (const old of entries.filter((entry) => !kept.includes(entry.split("-")[0]!))) {
    rmSync(join(builds, old), { recursive: true, force: true });
    forgetFiles(join(builds, old));
  }
}
