/** Images in a real registry with a password: pushed once, found by everyone, pulled by digest. */
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { ImageOrder } from "../../platform/images/image-order.ts";
import { observeImage } from "../../platform/images/observe-image.ts";
import { provideImage } from "../../platform/images/provide-image.ts";
import { findDigest } from "../../platform/images/registry.ts";
import { onDocker } from "../lab/lab.ts";
import { docker, importBase, makeSources, removeImages, type Sources } from "./image-kit.ts";
import { type RegistryServer, startRegistry } from "./registry-server.ts";

const base = "andamio-test/push-base:1";

onDocker("images in a registry", ({ host }) => {
  process.env["DOCKER_HOST"] ??= host;
  let registry: RegistryServer;
  let sources: Sources;
  let order: ImageOrder & { repository: string };
  const login = { username: "lab", password: "lab-password" };

  beforeAll(async () => {
    importBase(base);
    registry = await startRegistry();
    sources = makeSources({ "Dockerfile": `FROM ${base}\nCOPY main.txt /\n`, "main.txt": "one" });
    const repository = `${registry.host}/acme/probe`;
    const registries = registry.registries;
    order = { ...sources.order, repository, registries, push: true, tags: ["staging"] };
  });

  afterAll(async () => {
    forget();
    sources[Symbol.dispose]();
    docker("image", "rm", base);
    await registry[Symbol.asyncDispose]();
  });

  /** As on a machine that never built it. */
  function forget(): void {
    removeImages(order.repository);
    removeImages(`andamio/${sources.folder.split("/").at(-1)?.toLowerCase()}`);
  }

  const digestOf = (version: string) =>
    findDigest({ host: registry.host, path: "acme/probe", version }, login);

  test("it is pushed once, under its content and its tags, and named by its digest", async () => {
    const first = await provideImage(order);
    expect(first.done).toEqual({ built: true, pushed: true });
    const digest = first.reference.split("@")[1] ?? "";
    expect(first.reference).toBe(`${order.repository}@${digest}`);
    expect(await digestOf(first.digest.slice(7, 23))).toBe(digest);
    expect(await digestOf("staging")).toBe(digest);
    const second = await provideImage(order);
    expect(second).toEqual({ ...first, done: { built: false, pushed: false } });
  });

  test("another machine builds nothing, and can run it by its digest", async () => {
    const { reference } = await provideImage(order);
    forget();
    const found = await provideImage(order);
    expect(found).toMatchObject({ reference, done: { built: false, pushed: false } });
    const words = ["login", "--username", login.username, "--password", login.password, registry.host];
    docker(...words);
    docker("pull", reference);
    docker("logout", registry.host);
    expect(docker("image", "inspect", reference)).toContain("\"base\": \"yes\"");
  });

  test("a tag that moved away comes back without a build", async () => {
    const { reference } = await provideImage(order);
    sources.write({ "main.txt": "two" });
    const newer = await provideImage(order);
    expect(await digestOf("staging")).toBe(newer.reference.split("@")[1]);
    sources.write({ "main.txt": "one" });
    expect((await provideImage(order)).done).toEqual({ built: false, pushed: false });
    expect(await digestOf("staging")).toBe(reference.split("@")[1]);
  });

  test("an image that the registry lost is missed, and pushed again", async () => {
    const { reference, digest } = await provideImage(order);
    expect(await observeImage(reference, order)).toBeUndefined();
    const path = `http://${registry.host}/v2/acme/probe/manifests/${reference.split("@")[1]}`;
    const authorization = `Basic ${Buffer.from("lab:lab-password").toString("base64")}`;
    expect((await fetch(path, { method: "DELETE", headers: { authorization } })).status).toBe(202);
    expect(await observeImage(reference, order)).toBe(`its image is gone from ${registry.host}`);
    const again = await provideImage(order);
    expect(again).toMatchObject({ digest, done: { pushed: true } });
    expect(await observeImage(again.reference, order)).toBeUndefined();
  });

  test("a wrong password is one clear error, that shows no password and leaves none behind", async () => {
    const registries = { [registry.host]: { username: "lab", password: "wrong-password" } };
    sources.write({ "main.txt": "three" });
    const fault = await provideImage({ ...order, registries }).catch((error: Error) => error);
    expect(fault).toMatchObject({ code: "tool_failed" });
    expect(String((fault as Error).message)).toContain(`the registry of ${registry.host}/acme/probe refuses`);
    expect(JSON.stringify(fault) + String(fault)).not.toContain("wrong-password");
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`andamio-docker-${process.pid}-`));
    expect(left).toEqual([]);
  });

  test("a base image comes by the mirror of its registry, under its own name", async () => {
    const { host, registries } = registry;
    removeImages("acme/lean"); // of a run that was cut short
    const { reference } = await provideImage({ ...order, repository: `${host}/hub/acme/lean`, tags: ["1"] });
    removeImages(`${host}/hub/acme/lean`);
    using above = makeSources({ "Dockerfile": "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nLABEL above=yes\n" });
    const mirrored = { ...registries, "docker.io": { mirror: `${host}/hub` } };
    const built = await provideImage({ ...above.order, base: "acme/lean:1", registries: mirrored });
    expect(built.done.built).toBe(true);
    expect(docker("image", "inspect", "acme/lean:1")).toContain(reference.split("@")[1]);
    removeImages("acme/lean");
    removeImages(`${host}/hub/acme/lean`);
    // what the registry says of the base is what the daemon said of it
    const again = await provideImage({ ...above.order, base: "acme/lean:1", registries: mirrored });
    expect(again).toEqual({ ...built, done: { built: false, pushed: false } });
  });

  test.each([
    ["that does not exist is named", "absent:1", "there is no image IMAGE, or it may not be seen"],
    ["that asks for a password says so", "probe:staging", "the registry of IMAGE refuses the credentials"],
  ])("a base image %s", async (_what, path, said) => {
    const name = `${registry.host}/acme/${path}`;
    using above = makeSources({ "Dockerfile": `FROM ${name}\n` });
    const registries = path.startsWith("absent") ? registry.registries : {};
    removeImages(order.repository);
    const asked = provideImage({ ...above.order, registries });
    await expect(asked).rejects.toMatchObject({ message: said.replace("IMAGE", name) });
  });

  test("a registry that gives tokens, as the public ones do, is no other", async () => {
    await using other = await startRegistry("token");
    using small = makeSources({ "Dockerfile": `FROM ${base}\nLABEL by=token\n` });
    const repository = `${other.host}/acme/token`;
    const wish = { ...small.order, repository, push: true, tags: ["1"], registries: other.registries };
    const wrong = { [other.host]: { username: "lab", password: "mistaken" } };
    await expect(provideImage({ ...wish, registries: wrong }))
      .rejects.toMatchObject({ message: `the registry of ${repository} refuses the credentials` });
    const first = await provideImage(wish);
    expect(first.done).toEqual({ built: true, pushed: true });
    removeImages(repository);
    const again = await provideImage({ ...wish, tags: ["1", "2"] });
    expect(again).toEqual({ ...first, done: { built: false, pushed: false } });
    const place = { host: other.host, path: "acme/token", version: "2" };
    expect(await findDigest(place, login)).toBe(first.reference.split("@")[1]);
  });
});
