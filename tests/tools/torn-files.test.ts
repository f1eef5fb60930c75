/** JSON files of ours that were torn: their readers do without, or name the file; none crashes. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { parseTold } from "../../platform/targets/docker/proxy.ts";
import { readAccepted } from "../../platform/targets/docker/state.ts";
import { hasPending, readLocks } from "../../scripts/lib/engine/locks.ts";
import { lostPassphrase, needsPassphrase } from "../../scripts/lib/engine/lost-passphrase.ts";
import { findRepairs } from "../../scripts/lib/engine/repair-state.ts";
import { listStackFiles, readStackFile } from "../../scripts/lib/engine/stack-file.ts";
import { readStateValues } from "../../scripts/lib/secrets/state-values.ts";
import { findCached } from "../../scripts/lib/tools/cache.ts";

/** What becomes of a file: cut, emptied, noise, and JSON that is of another kind. */
const torn: readonly [string, string | Buffer][] = [
  ["cut short", "{\"version\":3,\"checkp"],
  ["empty", ""],
  ["zeros", Buffer.alloc(300)],
  ["noise", Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 167 + 89) % 256))],
  ["null", "null"],
  ["a number", "7"],
  ["a list", "[1]"],
  ["an empty object", "{}"],
  ["an object of others", "{\"checkpoint\":7,\"hostname\":[],\"pid\":\"x\",\"size\":0,\"settings\":1,\"behind\":null}"],
];

let root: string;
let state: string;
const stack = () => ({ state, project: "andamio", name: "dev" });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "andamio-torn-"));
  state = join(root, ".andamio", "state");
  vi.stubEnv("PULUMI_BACKEND_URL", undefined);
  vi.stubEnv("XDG_CACHE_HOME", join(root, "cache"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe.each(torn)("%s", (_how, content) => {
  test("a lock of the engine is one of a process that died", () => {
    const path = write(join(state, ".pulumi/locks/organization/andamio/dev/1.json"), content);
    expect(readLocks(state, "andamio", "dev")).toEqual([
      { path, pid: 0, username: "unknown", hostname: hostname(), timestamp: statSync(path).mtime.toISOString() },
    ]);
  });

  describe.each(["", ".gz", ".zst"])("a state dev.json%s", (packed) => {
    const writeState = () => write(join(state, `.pulumi/stacks/andamio/dev.json${packed}`), content);

    test("is read as none, and its open operations are for the engine to tell", () => {
      const path = writeState();
      expect(listStackFiles(state)).toEqual([{ name: "dev", path }]);
      expect(readStackFile(path)).toBeUndefined();
      expect(hasPending(state, "andamio", "dev")).toBe(true);
    });

    test("masks nothing and says that it cannot be read", async () => {
      writeState();
      expect(await readStateValues({ name: "dev", profile: "dev" }, root)).toBeUndefined();
    });

    test("a lost passphrase is reported all the same", () => {
      writeState();
      const about = { environment: "dev", folder: state, project: "andamio" };
      expect(() => needsPassphrase(about)).not.toThrow();
      expect(lostPassphrase(about).hint).toContain("put back .andamio/passphrase");
    });
  });

  test("a state, and what stands beside it, is repaired or named", () => {
    const path = write(join(state, ".pulumi/stacks/andamio/dev.json"), content);
    write(join(state, ".pulumi/meta.yaml"), "version: 1\n");
    expect(findRepairs(stack())).toEqual([{ path, fault: "was cut short" }]);
    const whole = JSON.stringify({ version: 3, checkpoint: { stack: "dev" } });
    write(join(state, ".pulumi/history/andamio/dev/dev-1.checkpoint.json"), whole);
    expect(findRepairs(stack())).toMatchObject([{ path, remedy: expect.stringContaining("restored") }]);
  });

  test("a tool whose record is torn is installed again", async () => {
    const folder = join(root, "cache/andamio/tools", `redis-7-${process.platform}-${process.arch}`);
    write(join(folder, "tool.json"), content);
    write(join(folder, "redis"), "");
    expect(await findCached("redis", "7")).toBeUndefined();
  });

  test("of docker's records, what serves and what the proxy routes count as lost", async () => {
    const kept = { read: async () => String(content), write: async () => undefined };
    expect(await readAccepted(kept, "api")).toEqual([]);
    expect(parseTold(String(content))).toEqual({ settings: { routes: [] }, behind: {} });
  });
});

test.each(["", "{", "null", "[]", "7", "\0\0"])("attributes that are %j are removed", (text) => {
  write(join(state, ".pulumi/meta.yaml"), "version: 1\n");
  const path = write(join(state, ".pulumi/meta.yaml.attrs"), text);
  expect(findRepairs(stack())).toMatchObject([{ path, fault: "was cut short" }]);
});
