/** Images by the digests that a registry gives them. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

const digest = `sha256:${"ab".repeat(32)}`;

test("pin writes the digests that a registry has, and tells what nobody answers for", async () => {
  const registry = createServer((request, response) => {
    const known = request.url === "/v2/tools/base/manifests/1.0";
    response.writeHead(known ? 200 : 404, known ? { "docker-content-digest": digest } : {}).end();
  });
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  onTestFinished(() => void registry.close());
  const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  const root = makeProject({
    "dev.yaml": `version: 1
target: local
images:
  app: { build: ./app, base: "${host}/tools/base:1.0" } # the base
  old: { build: ./old, base: ${host}/tools/base:0.9 }
components:
  tasks: { kind: Worker, image: app, command: [x] }
`,
  });
  const file = join(root, "environments/dev.yaml");
  const before = readFileSync(file, "utf8");
  const { code, stdout } = await runHere(root, ["pin"]);
  expect(code).toBe(1);
  expect(stdout).toContain(`environments/dev.yaml:4 images.app.base: ${host}/tools/base:1.0 → ${host}/tools/base@${digest}`);
  expect(stdout).toMatch(/images\.old\.base: \S+ stays: \S+ does not have it/);
  expect(readFileSync(file, "utf8")).toBe(before);
  await runHere(root, ["pin", "--write"]);
  expect(readFileSync(file, "utf8")).toBe(before.replace("base:1.0", `base@${digest}`));
  expect((await runHere(root, ["validate"])).code).toBe(0);
});
