/** Errors as people read them. */
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { afterEach, expect, test, vi } from "vitest";

import { PlatformError } from "../../platform/errors.ts";
import { reportError } from "../../scripts/lib/errors.ts";
import { createOutput } from "../../scripts/lib/output.ts";
import { asTerminal } from "./run-here.ts";

afterEach(() => vi.unstubAllEnvs());

async function report(error: unknown, json = false): Promise<{ stdout: string; stderr: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  await reportError(error, createOutput(json, asTerminal(out), asTerminal(err)), "/nowhere");
  out.end();
  err.end();
  return { stdout: await text(out), stderr: await text(err) };
}

test("a foreseen error says what to type next, with what makes it work when it is typed", async () => {
  const error = new PlatformError("not_running", "nothing of dev runs", { hint: "andamio up dev" });
  expect(await report(error)).toEqual({
    stdout: "", stderr: "error: nothing of dev runs\n  hint: npx andamio up dev\n",
  });
});

test.each([
  "remove .andamio by hand", "see /srv/andamio up", "in my-andamio is", "@andamio up",
])("%s names a path and no command", async (hint) => {
  const { stderr } = await report(new PlatformError("not_running", "no", { hint }));
  expect(stderr).toBe(`error: no\n  hint: ${hint}\n`);
});

test("an unforeseen one is short, and shows where it happened only when that is asked for", async () => {
  const error = new TypeError("x is not a function\nsecond line");
  const { stderr } = await report(error);
  expect(stderr).toMatch(/^error: x is not a function\n {2}hint: .*ANDAMIO_DEBUG=1/);
  expect(stderr).not.toContain(" at ");
  vi.stubEnv("ANDAMIO_DEBUG", "1");
  expect((await report(error)).stderr).toMatch(/^error: TypeError: x is not a function\n[^]* at /);
});

test("with --json both are an object with a code", async () => {
  const foreseen = new PlatformError("locked", "dev is being changed");
  expect(JSON.parse((await report(foreseen, true)).stdout)).toEqual({
    ok: false, error: { code: "locked", message: "dev is being changed" },
  });
  expect(JSON.parse((await report(new Error("no"), true)).stdout)).toEqual({
    ok: false, error: { code: "internal", message: "no" },
  });
});

test("a fault whose file can no longer be read keeps its place", async () => {
  const place = { file: "environments/dev.yaml", line: 3, column: 5, length: 2 };
  const diagnostics = [{ code: "unknown-field", message: "no such field", ...place }];
  const error = new PlatformError("spec_invalid", "environments/dev.yaml has 1 error", { diagnostics });
  expect((await report(error)).stderr).toContain("environments/dev.yaml:3:5: error: no such field");
});
