/**
 * Installs packages by the system's own manager, and sees to it that no service starts. Knows no
 * particular tool.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";

import { findExecutables, pathFolders } from "./search.ts";
import type { FindOptions } from "./tool.ts";

export interface Packages {
  apt: readonly string[];
  dnf: readonly string[];
  brew: readonly string[];
}

/** What to type on each system. */
export function packageCommands({ apt, dnf, brew }: Packages): string {
  return [
    `  Debian, Ubuntu: sudo apt-get install ${apt.join(" ")}`,
    `  Fedora:         sudo dnf install ${dnf.join(" ")}`,
    `  macOS:          brew install ${brew.join(" ")}`,
  ].join("\n");
}

/** Gives the reason why it cannot be done, undefined when it was done. */
export async function installPackage(
  title: string,
  packages: Packages,
  options: FindOptions,
): Promise<string | undefined> {
  const manager = (["apt-get", "dnf", "brew"] as const).find(
    (name) => findExecutables(name, pathFolders()).length > 0,
  );
  if (!manager) return "no package manager that is known here";
  const asRoot = process.getuid?.() === 0;
  if (manager !== "brew" && !asRoot) return "only root may install it";
  if (manager === "brew" && asRoot) return "Homebrew does not run as root";
  const steps = {
    "apt-get": () => installByApt(packages.apt, options),
    dnf: () =>
      run(
        "dnf",
        ["install", "-y", "--setopt=install_weak_deps=False", ...packages.dnf],
        {},
        options,
      ),
    brew: () =>
      run(
        "brew",
        ["install", "--quiet", ...packages.brew],
        { HOMEBREW_NO_AUTO_UPDATE: "1", HOMEBREW_NO_ANALYTICS: "1" },
        options,
      ),
  };
  options.onProgress?.(`installing ${title} with ${manager}`);
  return await steps[manager]();
}

/** Where a package's service has another name. */
const services: Readonly<Record<string, string>> = { "mariadb-server": "mariadb" };
const policy = "/usr/sbin/policy-rc.d";

/**
 * Debian starts what it installs unless policy-rc.d says no, and makes a cluster unless its
 * configuration says no.
 */
async function installByApt(
  packages: readonly string[],
  options: FindOptions,
): Promise<string | undefined> {
  const ourPolicy = !existsSync(policy);
  if (ourPolicy) await writeFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const apt = (...args: string[]) =>
    run(
      "apt-get",
      ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", ...args],
      { DEBIAN_FRONTEND: "noninteractive" },
      options,
    );
  const install = async (...names: string[]) =>
    (await apt("install", "--no-install-recommends", ...names)) &&
    ((await apt("update")) ?? (await apt("install", "--no-install-recommends", ...names)));
  try {
    for (const name of packages) {
      const common = name === "postgresql" ? await install("postgresql-common") : undefined;
      if (name === "postgresql" && !common) {
        await appendFile(
          "/etc/postgresql-common/createcluster.conf",
          "create_main_cluster = false\n",
        );
      }
      const problem = common ?? (await install(name));
      if (problem) return problem;
      await disable(services[name] ?? name, options);
    }
    return undefined;
  } finally {
    if (ourPolicy) await rm(policy, { force: true });
  }
}

/** A unit that is not there, or a system without systemd, has nothing to disable. */
async function disable(unit: string, options: FindOptions): Promise<void> {
  await run("systemctl", ["disable", unit], {}, options);
  await run("update-rc.d", [unit, "disable"], {}, options);
}

/** Gives the last lines when the command fails. */
async function run(
  command: string,
  args: readonly string[],
  variables: Record<string, string>,
  { signal }: FindOptions,
): Promise<string | undefined> {
  const child = spawn(command, args, {
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  }
  const code = await new Promise<number | string | null>((resolve) =>
    child.on("close", resolve).on("error", (error) => resolve(error.message)),
  );
  signal?.throwIfAborted();
  return code === 0
    ? undefined
    : `${command} ${args[0]} failed (${code}): ${lines.slice(-3).join("; ")}`;
}
