/** Makes a build beside the others and moves it into place when it is whole. */
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { PlatformError } from "../../errors.ts";
import { isRecorded, recordFiles } from "./built-files.ts";
import { makePrivateFolder, readText } from "./files.ts";
import { readFrom } from "./log-files.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { allowedEnvironment } from "./program-environment.ts";
import { listSources } from "./sources.ts";
import { logFile } from "./unit.ts";

export interface BuildOrder {
  paths: EnvironmentPaths;
  name: string;
  /** Folder of the sources. */
  context: string;
  steps: readonly string[];
  /** Variables of the steps. */
  args: Readonly<Record<string, string>>;
  /** Where the finished build stands. */
  folder: string;
}

const installStep = "npm ci";
/** Lines of a step that failed, from its beginning and from its end. */
const quoted = 8;

/** Throws `build_failed` with the last lines of the step that failed. Call it under a lock. */
export async function makeBuild(order: BuildOrder): Promise<void> {
  const { paths, context, steps, folder } = order;
  removeTorn(paths.builds);
  const draft = draftBeside(folder);
  for (const file of listSources(context)) {
    cpSync(join(context, file), join(draft, file), { recursive: true });
  }
  let packages: string | undefined;
  for (const step of steps) {
    if (step === installStep) packages = await installDependencies(order, draft);
    else await runStep(order, step, draft);
  }
  // steps may add to them what every build needs
  if (packages !== undefined && !isRecorded(packages)) recordFiles(packages);
  renameSync(draft, folder);
}

/**
 * `npm ci` gives the same folder for the same lockfile, so builds share it, as the layers of a
 * container's image are shared. Gives that folder, where packages came of it.
 */
async function installDependencies(
  order: BuildOrder,
  draft: string,
): Promise<string | undefined> {
  const { paths, args } = order;
  refuseWithoutLockfile(order, draft);
  const manifests = ["package.json", "package-lock.json", ".npmrc"].map(
    (file) => readText(join(draft, file)) ?? "",
  );
  // an install script may read them
  const variables = Object.entries(args).flat();
  const key = createHash("sha256")
    .update(JSON.stringify([process.versions.modules, process.arch, ...manifests, ...variables]))
    .digest("hex")
    .slice(0, 16);
  const layer = join(paths.root, ".andamio", "layers", key);
  if (!existsSync(layer)) {
    const making = draftBeside(layer);
    for (const [index, file] of ["package.json", "package-lock.json", ".npmrc"].entries()) {
      if (manifests[index]) cpSync(join(draft, file), join(making, file));
    }
    await runStep(order, `${installStep} --prefer-offline --no-audit --no-fund`, making);
    takeLayer(making, layer);
  }
  const packages = join(layer, "node_modules");
  if (!existsSync(packages)) return undefined;
  symlinkSync(packages, join(draft, "node_modules"));
  return packages;
}

/** It would say so itself, above the whole of its usage. */
function refuseWithoutLockfile({ name, context }: BuildOrder, draft: string): void {
  const lockfiles = ["package-lock.json", "npm-shrinkwrap.json"];
  if (lockfiles.some((file) => existsSync(join(draft, file)))) return;
  throw new PlatformError(
    "build_failed",
    `${name} has no package-lock.json, which "${installStep}" installs from: ${context}`,
    { hint: `npm install --package-lock-only in ${context}, and commit what it writes` },
  );
}

/** Another environment may have made the same layer meanwhile. */
function takeLayer(making: string, layer: string): void {
  try {
    renameSync(making, layer);
  } catch (error) {
    if (!existsSync(layer)) throw error;
    rmSync(making, { recursive: true, force: true });
  }
}

async function runStep(
  { paths, name, args }: BuildOrder,
  step: string,
  cwd: string,
): Promise<void> {
  const path = logFile(paths, name);
  makePrivateFolder(paths.logs);
  const log = openSync(path, "a", 0o600);
  writeSync(log, `$ ${step}\n`);
  const begin = fstatSync(log).size;
  try {
    const child = spawn("/bin/sh", ["-c", step], {
      cwd,
      env: { ...stepEnvironment(cwd), ...args },
      stdio: ["ignore", log, log],
    });
    const code = await new Promise<number>((resolve, reject) =>
      child.once("error", reject).once("exit", (exit) => resolve(exit ?? 1)),
    );
    if (code === 0) return;
    const lines = quote(readFrom(path, begin, fstatSync(log).size - begin)).join("\n");
    throw new PlatformError(
      "build_failed",
      `the step "${step}" of ${name} exited with code ${code}\nwhat it wrote:\n${lines}`,
    );
  } finally {
    closeSync(log);
  }
}

/** Its beginning too: a program that says how it is used says before that what was wrong. */
function quote(output: string): string[] {
  const lines = output.trimEnd().split("\n").map((line) => `  | ${line}`);
  if (lines.length <= quoted * 2) return lines;
  const left = lines.length - quoted * 2;
  return [...lines.slice(0, quoted), `  | … ${left} more lines …`, ...lines.slice(-quoted)];
}

/** How this machine reaches package registries: a step may have to fetch. */
const network = /^(npm_config_|https?_proxy$|no_proxy$|node_extra_ca_certs$|ssl_cert_)/i;

function stepEnvironment(cwd: string): Record<string, string> {
  const settings = Object.entries(process.env).filter(([name]) => network.test(name));
  return {
    ...allowedEnvironment(),
    ...(Object.fromEntries(settings) as Record<string, string>),
    PWD: cwd,
  };
}

function draftBeside(folder: string): string {
  const draft = join(dirname(folder), `.new-${randomBytes(6).toString("hex")}`);
  mkdirSync(draft, { recursive: true });
  return draft;
}

/** What an interrupted build left. */
function removeTorn(builds: string): void {
  for (const entry of existsSync(builds) ? readdirSync(builds) : []) {
    if (entry.startsWith(".new-")) rmSync(join(builds, entry), { recursive: true, force: true });
  }
}
