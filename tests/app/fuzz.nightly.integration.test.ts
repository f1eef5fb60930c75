/** The API, tried by its own description: `npm run fuzz` does more of it. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findSchemathesis } from "./schemathesis.ts";
import { freePort } from "./servers.ts";

test("schemathesis finds no answer of 5xx, and none that the OpenAPI does not describe, in chains of requests too", { timeout: 600_000 }, async ({ skip }) => {
  const program = findSchemathesis();
  if (!program) return skip("no schemathesis here, and no python3 with venv that could install it");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "fuzz.ts")],
    {
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        SCHEMATHESIS: program,
        PORT: String(await freePort()),
        FUZZ_EXAMPLES: process.env["FUZZ_EXAMPLES"] ?? "5",
      },
    },
  );
  const [, generated, passed] = /(\d+) generated, (\d+) passed/.exec(stdout) ?? [];
  expect({ status, failures: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, failures: "" });
  expect(stdout).toMatch(/✅ Stateful/);
  expect(passed).toBe(generated);
  console.log(`${generated} cases, all as described`);
});
