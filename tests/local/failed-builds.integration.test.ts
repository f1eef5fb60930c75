/** A build that fails shows the line that says why. */
import { expect, test } from "vitest";

import { makeProject } from "./project.ts";

const steps = (...commands: string[]) => ({ context: "web", steps: commands, args: {} });

test("npm ci without a lockfile names the file that is missing, and how to make it", async () => {
  await using project = makeProject({ "web/package.json": "{\"name\":\"web\"}" });
  await expect(project.apply("Build", "web", steps("npm ci"))).rejects.toMatchObject({
    code: "build_failed",
    message: expect.stringContaining("web has no package-lock.json"),
    hint: expect.stringContaining("npm install --package-lock-only"),
  });
});

test("of a step that fails with a long usage text the first lines are shown too", async () => {
  await using project = makeProject({ "web/a.txt": "" });
  const usage = "echo the cause; for i in $(seq 100); do echo usage $i; done; echo the end; exit 3";
  const failed = project.apply("Build", "web", steps("echo an earlier step", usage));
  await expect(failed).rejects.toThrow(/exited with code 3[^]*\| the cause\n[^]*\| … \d+ more lines …[^]*\| the end/);
  await expect(failed).rejects.not.toThrow(/\| an earlier step/);
});
