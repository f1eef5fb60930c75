/** The steps and jobs that several workflows have in common. */

import { actions } from "./actions.ts";
import type { Job, Step } from "./workflow.ts";

export const runner = "ubuntu-24.04";

export const checkout: Step = {
  uses: actions.checkout.uses,
  with: { "persist-credentials": false },
};

/** With all commits, to compare with. */
export const checkoutAll: Step = {
  ...checkout,
  with: { "persist-credentials": false, "fetch-depth": 0 },
};

const locks = "package-lock.json\napp/package-lock.json\n";

/** Where something is published, no cache that others could have filled is read. */
export function setUpNode(cache: string | false = locks): Step {
  const cached: Step["with"] = cache === false
    ? { "package-manager-cache": false }
    : { cache: "npm", "cache-dependency-path": cache };
  return { uses: actions.node.uses, with: { "node-version": 24, ...cached } };
}

export const install: Step = {
  name: "Dependencies, by the lock files",
  run: "npm ci && npm ci --prefix app",
};

/** Tools that no release can be had of are built. */
export function setUpGo(cache = true): Step {
  const version = { "go-version-file": "scripts/engine/go.mod" };
  const cached: Step["with"] = cache ? { "cache-dependency-path": "scripts/engine/go.sum" } : { cache: false };
  return { uses: actions.go.uses, with: { ...version, ...cached } };
}

export const servers: Step = {
  name: "Database servers, without their services",
  run: [
    "sudo apt-get update -q",
    "sudo apt-get install -q -y --no-install-recommends postgresql redis-server",
    "sudo systemctl disable --now postgresql redis-server",
    "",
  ].join("\n"),
};

export function npm(script: string, name?: string): Step {
  return { ...(name && { name }), run: `npm run ${script}` };
}

/** Pages that are built in a folder of their own. */
export function buildPages(folder: string): Step {
  return { run: `npm ci --prefix ${folder} && npm run build --prefix ${folder}` };
}

/** Kept whatever happened. */
export function keep(name: string, path: string): Step {
  const given = { name, path, "if-no-files-found": "ignore" };
  return { if: "always()", uses: actions.upload.uses, with: given };
}

/** A job that reads the repository and nothing else. */
export function makeJob(minutes: number, steps: readonly Step[], more: Partial<Job> = {}): Job {
  return {
    "runs-on": runner,
    "timeout-minutes": minutes,
    permissions: { contents: "read" },
    ...more,
    steps,
  };
}

/** The value is GitHub's, and is written nowhere. */
export function secret(name: string): string {
  return `\${{ secrets.${name} }}`;
}
