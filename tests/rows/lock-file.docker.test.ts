/** A pull that changes the lock file: the image that was built before lacks a module. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { provideImage } from "../../platform/images/provide-image.ts";
import { docker, importBase, makeSources } from "../images/image-kit.ts";
import { onDocker } from "../lab/lab.ts";

const base = "andamio-test/lock-file:1";

onDocker("what a changed lock file does", ({ host }) => {
  process.env["DOCKER_HOST"] ??= host;
  beforeAll(() => void importBase(base));
  afterAll(() => void docker("image", "rm", base));

  test("N003-157 a changed lock file alone is another image, which is built", async () => {
    using sources = makeSources({
      "Dockerfile": `ARG BASE_IMAGE=${base}\nFROM \${BASE_IMAGE}\nCOPY . /\n`,
      "package-lock.json": `{ "lockfileVersion": 3, "packages": {} }\n`,
    });
    const before = await provideImage(sources.order);
    expect((await provideImage(sources.order)).done.built).toBe(false);
    sources.write({ "package-lock.json": `{ "lockfileVersion": 3, "packages": { "a": {} } }\n` });
    const after = await provideImage(sources.order);
    expect(after.done.built).toBe(true);
    expect(after.digest).not.toBe(before.digest);
  });
});
