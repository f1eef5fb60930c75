/**
 * Finds or makes the engine: a `pulumi` of the user's, the official release, or a build from its Go
 * module.
 */
import { execFile } from "node:child_process";
import { chmod, copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { findCached, makeCached } from "./cache.ts";
import { buildWithGo } from "./go-build.ts";
import { findExecutables, pathFolders } from "./search.ts";
import { ask, type FindOptions, type Tool } from "./tool.ts";
import { tryWays } from "./ways.ts";

/** The one that is installed; any 3.x from here on fits when the machine has it. */
export const pulumiVersion = "3.250.0";

export async function findPulumi(options: FindOptions): Promise<Tool> {
  return (
    (await findInstalled()) ??
    (await findCached("pulumi", pulumiVersion)) ??
    (await install(options))
  );
}

async function findInstalled(): Promise<Tool | undefined> {
  const home = process.env.PULUMI_HOME;
  for (const path of findExecutables("pulumi", [
    ...pathFolders(),
    ...(home ? [join(home, "bin")] : []),
  ])) {
    const version = (await ask(path, ["version"]))?.trim().replace(/^v/, "");
    if (version && isFitting(version)) return { path, version, origin: "found on this machine" };
  }
  return undefined;
}

function isFitting(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 3 && minor >= 250;
}

async function install(options: FindOptions): Promise<Tool> {
  return await makeCached({
    ...options,
    name: "pulumi",
    version: pulumiVersion,
    make: (binary) =>
      tryWays({
        tool: `pulumi ${pulumiVersion}`,
        hint: "install Go (https://go.dev/doc/install) or Pulumi (https://www.pulumi.com/docs/iac/download-install), and type the command again",
        ...options,
        verify: async () => (await ask(binary, ["version"]))?.trim().replace(/^v/, ""),
        ways: {
          "official release": () => download(binary, options),
          "built with Go": () => build(binary, options),
        },
      }),
  });
}

/**
 * The Automation API's installer knows no time limit and no way to stop, so it runs in a process of
 * its own.
 */
async function download(binary: string, { onProgress, signal }: FindOptions): Promise<void> {
  onProgress?.(`fetching pulumi ${pulumiVersion}`);
  const site = process.env.ANDAMIO_PULUMI_SITE ?? "https://get.pulumi.com";
  await fetch(`${site}/install.sh`, {
    method: "HEAD",
    signal: AbortSignal.any([AbortSignal.timeout(5000), ...(signal ? [signal] : [])]),
  });
  const root = `${binary}-release`;
  try {
    await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, "install-pulumi.ts"), root, pulumiVersion],
      { timeout: 300_000, signal },
    );
    await rename(join(root, "bin", "pulumi"), binary);
    // The language host lets a hand-typed `pulumi up` run the program.
    await copyFile(
      join(root, "bin", "pulumi-language-nodejs"),
      join(binary, "..", "pulumi-language-nodejs"),
    );
    await chmod(join(binary, "..", "pulumi-language-nodejs"), 0o755);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function build(binary: string, options: FindOptions): Promise<void> {
  await buildWithGo({
    ...options,
    title: `pulumi ${pulumiVersion}`,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    stamp: ["github.com/pulumi/pulumi/sdk/v3/go/common/version.Version", pulumiVersion],
    output: binary,
  });
}
