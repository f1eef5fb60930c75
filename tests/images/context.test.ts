/** Which files of a folder decide a build, and Docker's configuration while one lasts. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { listContext } from "../../platform/images/context-files.ts";
import { withDockerConfig } from "../../platform/images/docker-config.ts";
import { credentialsFor } from "../../platform/images/registry-credentials.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "andamio-context-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

const paths = () => listContext(folder, "Dockerfile").map(({ path }) => path);

describe("the files of a build", () => {
  const tree = { "a.js": "", "a.log": "", "lib/b.log": "", "lib/keep.txt": "", "deep/lib/c.js": "" };

  test.each([
    ["", ["a.js", "a.log", "deep/lib/c.js", "lib/b.log", "lib/keep.txt"]],
    ["*.log", ["a.js", "deep/lib/c.js", "lib/b.log", "lib/keep.txt"]],
    ["**/*.log\n# a comment", ["a.js", "deep/lib/c.js", "lib/keep.txt"]],
    ["lib", ["a.js", "a.log", "deep/lib/c.js"]],
    ["/lib/\n!lib/keep.txt", ["a.js", "a.log", "deep/lib/c.js", "lib/keep.txt"]],
  ])("are what Docker takes by the list %j", (list, expected) => {
    write({ ...tree, ".dockerignore": list });
    expect(paths().filter((path) => path !== ".dockerignore")).toEqual(expected);
  });

  test("are left out where the Dockerfile's own list and the common one agree", () => {
    write({ ...tree, ".dockerignore": "lib\n*.log", "Dockerfile.dockerignore": "lib" });
    expect(paths()).toContain("a.log");
    expect(paths()).not.toContain("lib/b.log");
  });

  test("change with a text, a link's end and the right to be executed, and with nothing else", () => {
    write({ "run.sh": "echo" });
    symlinkSync("run.sh", join(folder, "link"));
    chmodSync(join(folder, "run.sh"), 0o644);
    const before = listContext(folder, "Dockerfile");
    chmodSync(join(folder, "run.sh"), 0o600);
    expect(listContext(folder, "Dockerfile")).toEqual(before);
    chmodSync(join(folder, "run.sh"), 0o755);
    const executable = listContext(folder, "Dockerfile");
    expect(executable).not.toEqual(before);
    rmSync(join(folder, "link"));
    symlinkSync("elsewhere", join(folder, "link"));
    expect(listContext(folder, "Dockerfile")).not.toEqual(executable);
  });

  test("are read past what is no file", () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    expect(paths()).toEqual([]);
  });
});

describe("Docker's configuration while one build lasts", () => {
  const registries = { "ghcr.io": { username: "me", password: "canary:1" }, "docker.io": { mirror: "m" } };

  test("holds the credentials for its owner alone, and is gone afterwards", async () => {
    vi.stubEnv("DOCKER_CONFIG", folder);
    const seen = await withDockerConfig(registries, async (config) => {
      const file = join(config ?? "", "config.json");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(config ?? "").mode & 0o777).toBe(0o700);
      const { auths } = JSON.parse(readFileSync(file, "utf8")) as { auths: Record<string, { auth: string }> };
      expect(Object.keys(auths)).toEqual(["ghcr.io"]);
      expect(Buffer.from(auths["ghcr.io"]?.auth ?? "", "base64").toString()).toBe("me:canary:1");
      return Promise.resolve(config ?? "");
    });
    expect(existsSync(seen)).toBe(false);
  });

  test("keeps the user's own settings, before whose log-ins it comes", async () => {
    vi.stubEnv("DOCKER_CONFIG", folder);
    const own = { proxies: { default: { httpProxy: "http://proxy" } }, credsStore: "desktop" };
    write({ "config.json": JSON.stringify(own), "cli-plugins/docker-buildx": "" });
    await withDockerConfig(registries, async (config) => {
      const read = JSON.parse(readFileSync(join(config ?? "", "config.json"), "utf8")) as object;
      expect(read).toMatchObject({ ...own, credHelpers: { "ghcr.io": "" } });
      expect(readdirSync(join(config ?? "", "cli-plugins"))).toEqual(["docker-buildx"]);
      return Promise.resolve();
    });
  });

  test("is gone when the work fails, and so is what a killed process left", async () => {
    vi.stubEnv("TMPDIR", folder);
    const { pid } = { pid: Number(execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" })) };
    mkdirSync(join(folder, `andamio-docker-${pid}-torn`));
    const failing = withDockerConfig(registries, () => Promise.reject(new Error("failed")));
    await expect(failing).rejects.toThrow("failed");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is not made where nobody needs credentials", async () => {
    const given = await withDockerConfig({ "docker.io": { mirror: "m" } }, (config) => Promise.resolve(config));
    expect(given).toBeUndefined();
  });

  test("a log-in of the user's own is found: in the file, and by the program that keeps it", async () => {
    vi.stubEnv("DOCKER_CONFIG", folder);
    const auth = Buffer.from("me:se:cret").toString("base64");
    write({
      "config.json": JSON.stringify({
        auths: { "ghcr.io": { auth } },
        credHelpers: { "helped.example.com": "andamio-test", "absent.example.com": "absent" },
      }),
      "docker-credential-andamio-test": "#!/bin/sh\nread host\necho \"{\\\"Username\\\":\\\"$host\\\",\\\"Secret\\\":\\\"s\\\"}\"\n",
    });
    chmodSync(join(folder, "docker-credential-andamio-test"), 0o755);
    vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
    expect(await credentialsFor("ghcr.io", {})).toEqual({ username: "me", password: "se:cret" });
    expect(await credentialsFor("helped.example.com", {})).toEqual({ username: "helped.example.com", password: "s" });
    expect(await credentialsFor("absent.example.com", {})).toBeUndefined();
    expect(await credentialsFor("other.example.com", {})).toBeUndefined();
    expect(await credentialsFor("ghcr.io", registries)).toEqual({ username: "me", password: "canary:1" });
  });
});
