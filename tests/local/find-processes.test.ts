/** Processes are found by their command line, and what one of them forks is not another one. */
import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect, test } from "vitest";

import { findProcesses } from "../../platform/targets/local/find-processes.ts";

test("a child that still has the command line of its parent is not found", async () => {
  const mark = `mark-${process.pid}`;
  // between fork and exec a child has its parent's words; this one keeps them
  const code = `const { spawn } = require("node:child_process");
    if (!process.env.CHILD) {
      spawn(process.execPath, ["-e", process.argv.at(-1), ...process.argv.slice(1)], {
        env: { ...process.env, CHILD: "1" }, stdio: "inherit",
      });
    } else console.log("child", process.pid);
    setTimeout(() => {}, 30_000);`;
  const parent = spawn(process.execPath, ["-e", code, mark, "up", code], { detached: true });
  try {
    await once(parent.stdout, "data");
    const found = findProcesses([mark, "up"]);
    expect(found.map(({ identity }) => identity.pid)).toEqual([parent.pid]);
  } finally {
    process.kill(-parent.pid!, "SIGKILL");
  }
});
