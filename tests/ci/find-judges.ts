/** Independent judges of workflows: those that are installed, else those that registries carry. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = process.env["ANDAMIO_LAB"] ?? join(homedir(), ".cache/andamio/lab");

/** Its path. Throws when it cannot be had. */
export function findActionlint(version = "1.7.12"): string {
  if (isInstalled("actionlint", "-version")) return "actionlint";
  const folder = join(cache, `actionlint-${version}`);
  const program = join(folder, "actionlint");
  if (!existsSync(program)) {
    const module = `github.com/rhysd/actionlint/cmd/actionlint@v${version}`;
    execFileSync("go", ["install", module], { env: { ...process.env, GOBIN: folder }, stdio: "pipe" });
  }
  return program;
}

/** Its path. Throws when it cannot be had. */
export function findZizmor(version = "1.32.0"): string {
  if (isInstalled("zizmor", "--version")) return "zizmor";
  const folder = join(cache, `zizmor-${version}`);
  const program = join(folder, "bin/zizmor");
  if (!existsSync(program)) {
    const words = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", folder];
    execFileSync("python3", [...words, `zizmor==${version}`], { stdio: "pipe" });
  }
  return program;
}

function isInstalled(program: string, flag: string): boolean {
  return spawnSync(program, [flag]).status === 0;
}
