/**
 * Tools come from the release when it is what its checksums say, and by the next way when it is
 * not.
 */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { fetchRelease } from "../../scripts/lib/tools/release.ts";

const finder = `
  const { findTool } = await import(${JSON.stringify(join(import.meta.dirname, "../../scripts/lib/tools.ts"))});
  const tool = await findTool("process-compose", { onProgress: (text) => console.error(text) });
  console.log(JSON.stringify(tool));
`;
const archive = `process-compose_${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}.tar.gz`;

type Answer = (response: ServerResponse, path: string) => void;

let folder: string;
let server: Server;
let site: string;
let answer: Answer;
let asked: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "andamio-release-"));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(response, request.url ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("fetching a release", () => {
  test("gives the binary that the checksum file vouches for", async () => {
    const binary = join(folder, "tool");
    answer = serve(pack("echo good"));
    await fetchRelease({ ...names(), binary });
    expect(execFileSync(binary, { encoding: "utf8" })).toBe("good\n");
  });

  test("refuses a file that is not what its checksum says, and leaves nothing", async () => {
    answer = serve(pack("echo good"), pack("echo evil"));
    await expect(fetchRelease({ ...names(), binary: join(folder, "tool") })).rejects.toThrow(
      `${archive} is not what its checksum says`,
    );
    expect(readdirSync(folder)).toEqual(["process-compose"]);
  });

  test("refuses a file that was cut short", async () => {
    const whole = pack("echo good");
    answer = serve(whole, whole.subarray(0, whole.length / 2));
    await expect(fetchRelease({ ...names(), binary: join(folder, "tool") })).rejects.toThrow(
      "is not what its checksum says",
    );
  });

  test("refuses a file that the checksum file does not name", async () => {
    answer = (response) => response.end(`${"0".repeat(64)}  another.tar.gz\n`);
    await expect(fetchRelease({ ...names(), binary: join(folder, "tool") })).rejects.toThrow(
      `process-compose_checksums.txt does not name ${archive}`,
    );
  });

  test("gives up on a site that does not answer", async () => {
    answer = () => undefined;
    await expect(fetchRelease({ ...names(), binary: join(folder, "tool") })).rejects.toThrow(
      "no answer within 5 s",
    );
  });
});

describe("finding process-compose", () => {
  test("takes the release, and asks nobody the second time", async () => {
    answer = serve(pack(fake("1.64.1")));
    expect(await find()).toMatchObject({ version: "1.64.1", origin: "official release" });
    const before = asked.length;
    expect(await find()).toMatchObject({ version: "1.64.1", origin: "official release" });
    expect(asked).toHaveLength(before);
  });

  test("installs once for two who ask at the same time", async () => {
    answer = serve(pack(fake("1.64.1")));
    const [one, two] = await Promise.all([find(), find()]);
    expect(one).toEqual(two);
    expect(asked.filter((path) => path.endsWith(archive))).toHaveLength(1);
  });

  test("builds it with Go when the release is not what its checksum says", async () => {
    answer = serve(pack(fake("1.64.1")), pack(fake("6.6.6")));
    expect(await find()).toMatchObject({ version: "1.64.1", origin: "built with Go" });
  });

  test("passes over one on PATH that is too old, and takes one that fits", async () => {
    answer = serve(pack(fake("1.64.1")));
    const old = put("old", fake("1.5.0"));
    const fitting = put("fitting", fake("1.70.2"));
    expect(await find([dirname(old), dirname(fitting)])).toEqual({
      path: fitting,
      version: "1.70.2",
      origin: "found on this machine",
    });
  });

  test("leaves nothing half-written when it is killed, and the next run installs it", async () => {
    const whole = pack(fake("1.64.1"));
    answer = (response, path) => {
      if (path.endsWith(".txt")) return serve(whole)(response, path);
      response.writeHead(200, { "content-length": whole.length });
      response.write(whole.subarray(0, 10));
    };
    const child = run([]);
    while (!asked.some((path) => path.endsWith(archive))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    answer = serve(whole);
    expect(await find()).toMatchObject({ version: "1.64.1", origin: "official release" });
    expect(readdirSync(join(folder, "andamio", "tools"))).toEqual([
      `process-compose-1.64.1-${process.platform}-${process.arch}`,
    ]);
  });

  test("says what each way met, and what to do, when none leads to it", async () => {
    answer = (response) => response.writeHead(503).end();
    await expect(find([], { PATH: dirname(process.execPath) })).rejects.toThrow(
      /cannot install process-compose 1\.64\.1\n.*answers 503\n.*Go is not installed/,
    );
  });
});

function names() {
  return {
    folder: site,
    archive,
    checksums: "process-compose_checksums.txt",
    member: "process-compose",
  };
}

/** A program of one line, packed as the release is. */
function pack(script: string): Buffer {
  const path = join(folder, "process-compose");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  execFileSync("tar", ["-czf", `${path}.tar.gz`, "-C", folder, "process-compose"]);
  const bytes = readFileSync(`${path}.tar.gz`);
  rmSync(`${path}.tar.gz`);
  return bytes;
}

function fake(version: string): string {
  return `echo "Version:        v${version}"`;
}

function put(name: string, script: string): string {
  const path = join(folder, name, "process-compose");
  mkdirSync(dirname(path));
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

/** Serves the checksums of what was promised, and what is sent instead. */
function serve(promised: Buffer, sent = promised): Answer {
  const checksum = createHash("sha256").update(promised).digest("hex");
  return (response, path) =>
    response.end(
      path.endsWith(".txt") ? `${"0".repeat(64)}  other.tar.gz\n${checksum}  ${archive}\n` : sent,
    );
}

/**
 * Looks for it in a process of its own, with an empty cache of tools and Go's own cache as it is.
 */
function run(folders: readonly string[], variables: Record<string, string> = {}) {
  const GOCACHE =
    process.env.GOCACHE ?? execFileSync("go", ["env", "GOCACHE"], { encoding: "utf8" }).trim();
  const PATH = [...folders, process.env.PATH].join(delimiter);
  const env = {
    ...process.env,
    XDG_CACHE_HOME: folder,
    GOCACHE,
    PATH,
    ANDAMIO_PROCESS_COMPOSE_SITE: site,
    ...variables,
  };
  return spawn(process.execPath, ["--input-type=module", "-e", finder], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function find(
  folders: readonly string[] = [],
  variables: Record<string, string> = {},
): Promise<unknown> {
  const child = run(folders, variables);
  let printed = "";
  let said = "";
  child.stdout.on("data", (data) => {
    printed += data;
  });
  child.stderr.on("data", (data) => {
    said += data;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(said);
  return JSON.parse(printed);
}
