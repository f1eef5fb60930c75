/** Images by the digests that a registry gives them, actions by the commits that GitHub does. */
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

const digest = `sha256:${"ab".repeat(32)}`;

const commit = "0123456789".repeat(4);

const workflow = `on: push
jobs:
  own:
    steps:
      - uses: actions/checkout@v4
      - uses: "acme/tools/lint@main" # ours
      - uses: acme/known@${commit} # v1
      - uses: ./.github/actions/own
      - uses: acme/gone@v9
`;

test("pin writes the commits that GitHub knows of tags, and tells what it does not know", async () => {
  const asked: string[] = [];
  const github = createServer((request, response) => {
    asked.push(`${request.headers.authorization ?? "-"} ${request.url}`);
    const known = /commits\/(v4|main)$/.test(request.url ?? "");
    response.writeHead(known ? 200 : 422, { "content-type": "application/json" });
    response.end(JSON.stringify(known ? { sha: commit } : { message: "No commit found" }));
  });
  github.listen(0, "127.0.0.1");
  await once(github, "listening");
  onTestFinished(() => void github.close());
  vi.stubEnv("GITHUB_API_URL", `http://127.0.0.1:${(github.address() as AddressInfo).port}`);
  vi.stubEnv("GITHUB_TOKEN", "of-the-test");
  onTestFinished(() => void vi.unstubAllEnvs());
  const yaml = "version: 1\ntarget: local\ncomponents: { key: { kind: Secret, generate: {} } }\n";
  const root = makeProject({ "dev.yaml": yaml });
  const file = join(root, ".github/workflows/own.yml");
  mkdirSync(join(root, ".github/workflows"), { recursive: true });
  writeFileSync(file, workflow);
  const { code, stdout } = await runHere(root, ["pin", "--write"]);
  expect(code).toBe(1);
  expect(stdout).toContain(`.github/workflows/own.yml:5 uses: actions/checkout@v4 → actions/checkout@${commit}`);
  expect(stdout).toContain("own.yml:9 uses: acme/gone@v9 stays: GitHub does not have it");
  expect(asked).toContain("token of-the-test /repos/acme/tools/commits/main");
  const written = readFileSync(file, "utf8").split("\n");
  expect(written[4]).toBe(`      - uses: actions/checkout@${commit} # v4`);
  expect(written[5]).toBe(`      - uses: "acme/tools/lint@${commit}" # ours`);
  expect(written[8]).toBe("      - uses: acme/gone@v9");
  vi.stubEnv("GITHUB_API_URL", "http://127.0.0.1:9");
  const away = await runHere(root, ["pin"]);
  expect(away.stdout).toMatch(/own\.yml:9 uses: acme\/gone@v9 stays: GitHub does not answer/);
  expect(away.code).toBe(1);
});

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
