/** The scanner of dependencies, against a registry that speaks npm's API for advisories. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

import { expect, onTestFinished, test, vi } from "vitest";

import { runHere } from "../scripts/run-here.ts";

const advisory = {
  id: 1096644,
  url: "https://github.com/advisories/GHSA-p6mc-m468-83gw",
  title: "Prototype Pollution in lodash",
  severity: "moderate",
  vulnerable_versions: "<4.17.19",
};

/** Knows one fault of lodash, and nothing else. */
async function startRegistry(): Promise<string> {
  const server = createServer((request, response) => {
    void buffer(request).then((sent) => {
      const isZipped = request.headers["content-encoding"] === "gzip";
      const text = (isZipped ? gunzipSync(sent) : sent).toString();
      const asked = (text === "" ? {} : JSON.parse(text)) as Record<string, string[]>;
      const isBulk = request.url?.endsWith("/security/advisories/bulk");
      response.writeHead(isBulk ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(asked["lodash"]?.includes("4.17.15") ? { lodash: [advisory] } : {}));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A project with one dependency, by its lock file. */
function makeProject(version: string, dev = false): string {
  const root = mkdtempSync(join(tmpdir(), "andamio-deps-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const own = { name: "small", version: "1.0.0", [dev ? "devDependencies" : "dependencies"]: { lodash: version } };
  const lodash = { version, resolved: `https://registry.example/lodash-${version}.tgz`, ...(dev && { dev }) };
  const lock = { ...own, lockfileVersion: 3, requires: true, packages: { "": own, "node_modules/lodash": lodash } };
  writeFileSync(join(root, "package.json"), JSON.stringify(own));
  writeFileSync(join(root, "package-lock.json"), JSON.stringify(lock));
  return root;
}

async function scan(root: string, ...words: string[]) {
  const { code, stdout, stderr } = await runHere(root, ["scan", "deps", "--json", ...words]);
  return { code, stderr, told: JSON.parse(stdout) as { findings?: object[] } };
}

test("C000-28 any finding fails the scan, and with a threshold only one from there up", async () => {
  vi.stubEnv("npm_config_registry", await startRegistry());
  const root = makeProject("4.17.15");
  expect((await scan(root)).code).toBe(1);
  expect((await scan(root, "--audit-level", "moderate")).code).toBe(1);
  expect((await scan(root, "--audit-level", "high"))).toMatchObject({ code: 0, told: { findings: [] } });
  expect((await scan(makeProject("4.17.21"))).code).toBe(0);
  expect((await scan(makeProject("4.17.15", true))).code).toBe(0);
});

test("C000-29 a finding has its advisory's id, and without an answer there is an exit code of its own", async () => {
  vi.stubEnv("npm_config_registry", await startRegistry());
  vi.stubEnv("npm_config_fetch_retries", "0");
  const root = makeProject("4.17.15");
  expect((await scan(root)).told.findings).toMatchObject([
    { id: "GHSA-p6mc-m468-83gw", package: "lodash", severity: "moderate", range: "<4.17.19" },
  ]);
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9/");
  const { code, stderr } = await scan(root);
  expect(code).toBe(4);
  expect(stderr).toContain("nobody answered about advisories");
});
