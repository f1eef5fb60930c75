/** Builds by a real daemon: what is built, what is found, and what is said when it fails. */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { PlatformError } from "../../platform/errors.ts";
import type { ImageOrder } from "../../platform/images/image-order.ts";
import { foreseeDigest, observeImage } from "../../platform/images/observe-image.ts";
import { provideImage } from "../../platform/images/provide-image.ts";
import { onDocker } from "../lab/lab.ts";
import { docker, importBase, makeSources, type Sources } from "./image-kit.ts";

const base = "andamio-test/base:1";

const plain = {
  "Dockerfile": `ARG BASE_IMAGE=${base}\nFROM \${BASE_IMAGE}\nCOPY . /\nLABEL greeting=hello\n`,
  ".dockerignore": "*.log\n!kept.log\n",
  "main.txt": "one",
};

function sources(files: Readonly<Record<string, string>> = plain): Sources {
  const made = makeSources(files);
  onTestFinished(() => made[Symbol.dispose]());
  return made;
}

async function refusal(order: ImageOrder): Promise<PlatformError> {
  const fault: unknown = await provideImage(order).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(PlatformError);
  return fault as PlatformError;
}

onDocker("builds by the daemon", ({ host }) => {
  process.env["DOCKER_HOST"] ??= host;
  beforeAll(() => void importBase(base));
  afterAll(() => void docker("image", "rm", base));

  test("nothing changed means nothing built, and what was before is found again", async () => {
    const { order, write } = sources();
    const first = await provideImage(order);
    expect(first.done).toEqual({ built: true, pushed: false });
    expect(docker("image", "inspect", first.reference)).toContain("\"greeting\": \"hello\"");
    write({ "noise.log": "left out" });
    expect(await provideImage(order)).toEqual({ ...first, done: { built: false, pushed: false } });
    write({ "kept.log": "taken back" });
    const second = await provideImage(order);
    expect(second.done.built).toBe(true);
    expect(second.reference).not.toBe(first.reference);
    write({ "main.txt": "two" });
    expect((await provideImage(order)).digest).not.toBe(second.digest);
    write({ "main.txt": "one" });
    expect(await provideImage(order)).toEqual({ ...second, done: { built: false, pushed: false } });
    expect(await foreseeDigest(order)).toBe(second.digest);
  });

  test("another base image is another build, by whatever name it comes", async () => {
    const { order } = sources();
    const other = "andamio-test/other:1";
    const id = importBase(other);
    onTestFinished(() => void docker("image", "rm", other));
    const first = await provideImage(order);
    const second = await provideImage({ ...order, base: other });
    expect(second.digest).not.toBe(first.digest);
    const layers = docker("image", "inspect", "--format", "{{json .RootFS.Layers}}", id);
    expect(docker("image", "inspect", "--format", "{{json .RootFS.Layers}}", second.reference))
      .toContain(layers.slice(1, -1));
  });

  test("without the cache all is made anew, and only on request", async () => {
    const { order } = sources();
    const first = await provideImage(order);
    const anew = await provideImage({ ...order, noCache: true }, { anew: true });
    expect(anew).toMatchObject({ digest: first.digest, done: { built: true } });
    expect(anew.reference).not.toBe(first.reference);
  });

  test("two builds of the same at once give one image", async () => {
    const { order } = sources();
    const [one, two] = await Promise.all([provideImage(order), provideImage(order)]);
    expect(one.reference).toBe(two.reference);
    expect((await provideImage(order)).done.built).toBe(false);
  });

  test("an image that is gone is missed, and made again", async () => {
    const { order } = sources();
    const { reference, digest } = await provideImage(order);
    expect(await observeImage(reference, order)).toBeUndefined();
    docker("image", "rm", "--force", reference);
    expect(await observeImage(reference, order)).toBe("its image is gone from the daemon");
    expect(await provideImage(order)).toMatchObject({ digest, done: { built: true } });
  });

  test("a step that fails is told with its code and its last lines", async () => {
    const run = "RUN echo first && echo \"unauthorized: told by the step\" && exit 7\n";
    const { order } = sources({ "Dockerfile": `FROM node:24\n${run}` });
    const { code, message } = await refusal(order);
    expect(code).toBe("build_failed");
    expect(message).toMatch(/^a step of probe exited with code 7: echo first/);
    expect(message).toContain("  | unauthorized: told by the step");
  });

  test("a full disk is told as one", async () => {
    const run = "RUN dd if=/dev/zero of=/dev/shm/full bs=1M count=200\n";
    const { order } = sources({ "Dockerfile": `FROM node:24\n${run}` });
    const { message, hint } = await refusal(order);
    expect(message).toContain("the disk of Docker is full");
    expect(hint).toContain("docker system prune");
  });

  test.each([
    ["a stage that is not there", { stage: "prod" }, "has no stage \"prod\""],
    ["a Dockerfile that is not there", { dockerfile: "Other" }, "probe has no Other in"],
    ["no place to push to", { push: true }, "it is not said where the image probe is pushed to"],
    ["a socket that is none", { host: "unix:///nowhere.sock" }, "no Docker daemon answers at unix:///nowhere.sock"],
  ])("%s is one clear error", async (_what, wrong, said) => {
    const { order } = sources();
    const { message, hint } = await refusal({ ...order, ...wrong });
    expect(message).toContain(said);
    expect(hint).toBeTruthy();
    expect(message).not.toContain("    at ");
  });
});
