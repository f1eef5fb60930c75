/** The variables that whoever works here has to set, as the example names them. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Item, passIf } from "./item.ts";

export const envFile: Item = {
  name: "env-file",
  asks: "Every variable of .env.example is in .env.",
  check({ root, environment }) {
    const example = readNames(join(root, ".env.example"));
    const none = `.env.example names no variable: andamio env ${environment} --template`;
    if (!example?.length) return { state: "warning", detail: none };
    const names = new Set(readNames(join(root, ".env")));
    const missing = example.filter((name) => !names.has(name));
    return passIf(missing.length === 0, missing.length === 0 ? "they are" : `not ${missing.join(", ")}`);
  },
};

function readNames(file: string): string[] | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)=/gm);
  return [...lines].map(([, name]) => name!);
}
