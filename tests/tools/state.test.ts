/** Where an environment's state lies, and what of it Pulumi is told. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Environment } from "../../platform/environment.ts";
import { readObjectNames } from "../../scripts/lib/applied-spec.ts";
import { isBeingChanged } from "../../scripts/lib/checks/locks.ts";
import { openState } from "../../scripts/lib/engine/state.ts";

const environment = { name: "dev", profile: "dev", state: {} };
const production = { ...environment, name: "prod", profile: "prod" };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "andamio state #"));
  for (const name of ["BACKEND_URL", "CONFIG_PASSPHRASE", "CONFIG_PASSPHRASE_FILE", "HOME"]) {
    vi.stubEnv(`PULUMI_${name}`, undefined);
  }
  vi.stubEnv("XDG_CACHE_HOME", join(root, "cache"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

describe("the backend", () => {
  test("is a folder of the clone for its owner alone, whatever the clone is called", () => {
    const { backend, folder = "" } = openState(environment, root);
    expect(folder).toBe(join(root, ".andamio", "state"));
    expect(fileURLToPath(backend)).toBe(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("is what the environment says, a relative folder counted from the project", () => {
    const open = (backend: string) => openState({ ...environment, state: { backend } }, root);
    expect(open("file://shared/state").folder).toBe(join(root, "shared", "state"));
    expect(open(`${pathToFileURL(root).href}/a%20b`).folder).toBe(join(root, "a b"));
    expect(open("s3://bucket?region=sa-east-1")).toMatchObject({
      backend: "s3://bucket?region=sa-east-1",
      folder: undefined,
    });
  });

  test("is what PULUMI_BACKEND_URL says, before anything else", () => {
    vi.stubEnv("PULUMI_BACKEND_URL", `${pathToFileURL(root).href}/mine`);
    const state = { backend: "s3://bucket" };
    expect(openState({ ...production, state }, root).folder).toBe(join(root, "mine"));
  });

  test("is never the clone under profile prod, unless somebody says so", () => {
    expect(() => openState(production, root)).toThrow(
      expect.objectContaining({
        code: "state_refused",
        hint: expect.stringContaining("in environments/prod.yaml, or set PULUMI_BACKEND_URL"),
      }),
    );
    expect(() => statSync(join(root, ".andamio"))).toThrow("ENOENT");
    const state = { backend: "file://.andamio/state" };
    expect(openState({ ...production, state }, root).folder).toBe(join(root, ".andamio", "state"));
  });
});

describe("the passphrase", () => {
  test("is made once, and only its file's name is told", () => {
    const first = openState(environment, root).variables;
    const path = join(root, ".andamio", "passphrase");
    const passphrase = readFileSync(path, "utf8");
    expect(first).toMatchObject({ PULUMI_CONFIG_PASSPHRASE_FILE: path });
    expect(JSON.stringify(first)).not.toContain(passphrase);
    expect(openState(environment, root).variables).toEqual(first);
    expect(readFileSync(path, "utf8")).toBe(passphrase);
  });

  test("is the user's where the user has one", () => {
    vi.stubEnv("PULUMI_CONFIG_PASSPHRASE_FILE", "/secret/file");
    expect(openState(environment, root).variables).toMatchObject({
      PULUMI_CONFIG_PASSPHRASE_FILE: "/secret/file",
    });
    vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "");
    expect(openState(environment, root).variables).not.toHaveProperty(
      "PULUMI_CONFIG_PASSPHRASE_FILE",
    );
    expect(() => statSync(join(root, ".andamio", "passphrase"))).toThrow("ENOENT");
  });

  test("is not made where a shared provider or a service keeps the secrets", () => {
    const shared = { backend: "s3://bucket", secretsProvider: "awskms://alias/andamio" };
    for (const state of [shared, { backend: "https://api.pulumi.com" }]) {
      const { variables } = openState({ ...production, state }, root);
      expect(variables).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
    }
  });

  test("that is an empty file is told, not used", () => {
    openState(environment, root);
    writeFileSync(join(root, ".andamio", "passphrase"), "");
    expect(() => openState(environment, root)).toThrow("is empty: what encrypts the state is gone");
  });
});

test("the engine keeps its files in our cache, but where a service's log-in is needed", () => {
  const home = join(root, "cache", "andamio", "pulumi-home");
  expect(openState(environment, root).variables).toMatchObject({ PULUMI_HOME: home });
  const state = { backend: "https://api.pulumi.com" };
  expect(openState({ ...environment, state }, root).variables).not.toHaveProperty("PULUMI_HOME");
  expect(openState({ ...environment, state: { backend: "file://~" } }, root).folder).toBe(
    homedir(),
  );
});

test("update checks and telemetry are off", () => {
  expect(openState(environment, root).variables).toMatchObject({
    PULUMI_SKIP_UPDATE_CHECK: "true",
    DO_NOT_TRACK: "1",
  });
});

test("whether an environment is being changed is looked up without making or demanding a state", () => {
  mkdirSync(join(root, ".andamio"));
  for (const { name, profile } of [environment, production]) {
    expect(isBeingChanged(root, { name, profile, state: {} } as Environment)).toBe(false);
  }
  expect(readdirSync(join(root, ".andamio"))).toEqual([]);
});

test("objects that wait for their deletion do not lend their names", async () => {
  const stacks = join(root, ".andamio/state/.pulumi/stacks/andamio");
  const of = (name: string, id: string, more: object = {}) =>
    ({ urn: `urn:pulumi:dev::andamio::kubernetes:core/v1:Secret::${name}`, type: "kubernetes:core/v1:Secret", id, ...more });
  const resources = [
    of("api-env", "dev/api-env-new"), of("web-env", "dev/web-env"),
    of("api-env", "dev/api-env-old", { delete: true }), of("old-env", "dev/old-env", { delete: true }),
  ];
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, "dev.json"), JSON.stringify({ version: 3, checkpoint: { latest: { resources } } }));
  const openEngine = () => Promise.reject(new Error("the state lies here"));
  expect(await readObjectNames({ ...environment, root } as unknown as Environment, openEngine))
    .toEqual(new Map([["api-env", "api-env-new"], ["web-env", "web-env"]]));
});
