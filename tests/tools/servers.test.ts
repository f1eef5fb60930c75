/** What is said when a database server is not there. */
import { execFileSync } from "node:child_process";

import { expect, test } from "vitest";

import { findTool } from "../../scripts/lib/tools.ts";
import { packageCommands } from "../../scripts/lib/tools/package-manager.ts";
import { findServer, postgresql, redis } from "../../scripts/lib/tools/servers.ts";

test("a missing server is told with the command for Debian, Fedora and macOS", async () => {
  const missing = findServer({ ...redis, find: async () => undefined }, { install: false });
  await expect(missing).rejects.toMatchObject({
    code: "tool_missing",
    message: "Redis is not installed, and installing is refused",
    hint: "install it with one of\n  Debian, Ubuntu: sudo apt-get install redis-server\n  Fedora:         sudo dnf install redis\n  macOS:          brew install redis",
  });
});

test("each server names its packages for every system", () => {
  for (const { packages } of [redis, postgresql]) {
    expect(
      packageCommands(packages)
        .split("\n")
        .map((line) => line.trim().split(/: +/)[0]),
    ).toEqual(["Debian, Ubuntu", "Fedora", "macOS"]);
  }
});

test("the servers that are found are the ones that run", async () => {
  const { path, version } = await findTool("postgresql", { install: false });
  expect(execFileSync(`${path}/postgres`, ["--version"], { encoding: "utf8" })).toContain(
    `PostgreSQL) ${version}`,
  );
  const cache = await findTool("redis-server", { install: false });
  expect(execFileSync(cache.path, ["--version"], { encoding: "utf8" })).toContain(
    `v=${cache.version}`,
  );
});
