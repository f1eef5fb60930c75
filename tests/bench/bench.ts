/**
 * The figures that people feel, as ratios and medians of one run: `npm run bench`. It judges
 * nothing.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { measureDeploy } from "./deploy.ts";
import { measurePreview } from "./preview.ts";
import { measureValidate } from "./validate.ts";

export interface Figure {
  what: string;
  value: string;
  aim: string;
}

const folder = mkdtempSync(join(tmpdir(), "andamio-bench-"));
try {
  for (const measure of [measureValidate, measurePreview, measureDeploy]) {
    for (const { what, value, aim } of await measure(folder)) {
      console.log(`${what.padEnd(52)} ${value.padEnd(22)} ${aim}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
