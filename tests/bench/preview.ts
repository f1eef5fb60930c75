/** How long an offline preview of one changed line takes, as a process of its own. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Figure } from "./bench.ts";
import { show, time } from "./timing.ts";
import { environmentOf } from "./validate.ts";

const program = join(import.meta.dirname, "../../scripts/andamio.ts");
const rounds = 7;
const aims: Readonly<Record<number, string>> = { 10: "0.5 s", 200: "1.5 s" };

export async function measurePreview(folder: string): Promise<Figure[]> {
  const root = join(folder, "preview");
  mkdirSync(join(root, "environments"), { recursive: true });
  mkdirSync(join(root, "web"));
  const sizes = Object.keys(aims).map(Number);
  const fileOf = (size: number): string => join(root, `environments/c${size}.yaml`);
  for (const size of sizes) writeFileSync(fileOf(size), environmentOf(size));
  const who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
  for (const words of [["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "first"]]) {
    execFileSync("git", [...who, ...words], { cwd: root });
  }
  return sizes.map((size) => {
    const text = readFileSync(fileOf(size), "utf8");
    writeFileSync(fileOf(size), text.replace("INDEX: 3,", "INDEX: 33,"));
    const words = [program, "preview", `c${size}`, "--offline", "--against", "main"];
    const runs = time(rounds, process.execPath, words, root);
    return { what: `offline preview, ${size} components`, value: show(runs), aim: aims[size]! };
  });
}
