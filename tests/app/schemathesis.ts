/** Finds schemathesis, of PyPI: where SCHEMATHESIS says, on PATH, or in a folder of its own. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../app/root.ts";

const version = "4.32.5";
const folder = join(root, "..", "node_modules", ".cache", `schemathesis-${version}`);

/** Installed there once; undefined where Python cannot do it. */
export function findSchemathesis(): string | undefined {
  const given = process.env["SCHEMATHESIS"];
  if (given) return given;
  const own = join(folder, "bin", "schemathesis");
  if (existsSync(own) && works(own)) return own;
  if (works("schemathesis")) return "schemathesis";
  const install = ["-m", "pip", "install", "--quiet", `schemathesis==${version}`];
  const isMade = run("python3", ["-m", "venv", folder]) && run(join(folder, "bin", "python"), install);
  return isMade && works(own) ? own : undefined;
}

function works(program: string): boolean {
  return run(program, ["--version"]);
}

function run(program: string, args: string[]): boolean {
  return spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
