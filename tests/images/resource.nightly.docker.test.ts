/** The resource Image under the real engine: what is kept, what heals, and what is never shown. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Environment } from "../../platform/environment.ts";
import { findDigest } from "../../platform/images/registry.ts";
import { OwnResource } from "../../platform/own-resource.ts";
import { type Engine, openEngine } from "../../scripts/lib/engine.ts";
import { onDocker } from "../lab/lab.ts";
import { docker, importBase, removeImages } from "./image-kit.ts";
import { type RegistryServer, startRegistry } from "./registry-server.ts";

const base = "andamio-test/resource-base:1";
const provider = join(import.meta.dirname, "../../platform/provider");

onDocker("the resource Image", ({ host }) => {
  process.env["DOCKER_HOST"] ??= host;
  let registry: RegistryServer;
  let root: string;
  let engine: Engine;
  let push = false;
  const references: Record<string, string> = {};

  beforeAll(async () => {
    importBase(base);
    registry = await startRegistry();
    root = mkdtempSync(join(tmpdir(), "andamio-image-"));
    for (const folder of ["probe-app", "platform"]) mkdirSync(join(root, folder));
    writeFileSync(join(root, "probe-app/Dockerfile"), `FROM ${base} AS production\nLABEL root=${root}\n`);
    writeFileSync(join(root, "platform/index.ts"), "");
    const plugins = `plugins: { providers: [{ name: andamio, path: ${provider} }] }`;
    const runtime = "runtime: { name: nodejs, options: { typescript: false } }";
    writeFileSync(join(root, "Pulumi.yaml"), `name: andamio\nmain: platform/index.ts\n${runtime}\n${plugins}\n`);
    const of = { components: {}, settings: {}, state: {} };
    const environment = { name: "dev", profile: "dev", target: "local", ...of };
    const onProgress = () => undefined;
    const options = { root, program, install: true, onProgress };
    engine = await openEngine(environment as unknown as Environment, options);
  });

  afterAll(async () => {
    await engine.destroy({});
    for (const name of ["andamio/probe-app", `${registry.host}/acme/app`]) removeImages(name);
    docker("image", "rm", base);
    await registry[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  async function program(): Promise<Record<string, unknown>> {
    const inputs = {
      environment: "dev",
      component: "",
      context: "./probe-app",
      stage: "production",
      noCache: true,
      tags: ["v1.2.3"],
      repository: `${registry.host}/acme/app`,
      push,
      registries: { [registry.host]: { username: "lab", password: pulumi.secret("lab-password") } },
    };
    const image = new OwnResource("andamio:index:Image", "app-build", inputs, ["reference", "digest"], {});
    const { reference } = image as unknown as { reference: pulumi.Output<string> };
    reference.apply((known) => Object.assign(references, { [push ? "pushed" : "local"]: known }));
    return Promise.resolve({});
  }

  test("is built once; when its image is gone, the next deploy heals it", async () => {
    expect(await engine.up({})).toMatchObject({ changes: { create: 2 } });
    expect(docker("image", "inspect", references["local"] ?? "")).toContain(root);
    expect(await engine.up({})).toMatchObject({ changed: false });
    docker("image", "rm", "--force", references["local"] ?? "");
    expect(await engine.preview({})).toMatchObject({ changed: true });
    expect(await engine.up({})).toMatchObject({ changes: { update: 1 } });
    expect(docker("image", "inspect", references["local"] ?? "")).toContain(root);
    expect(await engine.up({})).toMatchObject({ changed: false });
  });

  test("a changed source shows in the preview, which builds nothing", async () => {
    const before = docker("image", "ls", "-q", "andamio/probe-app").split("\n").length;
    writeFileSync(join(root, "probe-app/Dockerfile"), `FROM ${base} AS production\nLABEL root=${root} more=yes\n`);
    expect(await engine.preview({})).toMatchObject({ changes: { update: 1 } });
    expect(docker("image", "ls", "-q", "andamio/probe-app").split("\n")).toHaveLength(before);
  });

  test("C000-43 is pushed with its tags, named by its digest, and no password lies in the state", async () => {
    push = true;
    expect(await engine.up({})).toMatchObject({ changed: true });
    expect(references["pushed"]).toMatch(new RegExp(`^${registry.host}/acme/app@sha256:\\w{64}$`));
    expect(await engine.up({})).toMatchObject({ changed: false });
    const place = { host: registry.host, path: "acme/app", version: "v1.2.3" };
    const login = { username: "lab", password: "lab-password" };
    expect(await findDigest(place, login)).toBe(references["pushed"]?.split("@")[1]);
    const state = filesBelow(join(root, ".andamio")).map((file) => readFileSync(file, "utf8")).join("\n");
    expect(state).toContain(references["pushed"]);
    for (const text of ["lab-password", Buffer.from("lab:lab-password").toString("base64")]) {
      expect(state).not.toContain(text);
    }
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
