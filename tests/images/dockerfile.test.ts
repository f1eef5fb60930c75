/** What is read from a Dockerfile, and the names of images. */
import { describe, expect, test } from "vitest";

import { listBases } from "../../platform/images/dockerfile.ts";
import { mirrored, parseReference } from "../../platform/images/image-reference.ts";

const order = {
  name: "app",
  dockerfile: "Dockerfile",
  args: {},
  noCache: false,
  tags: [],
  push: false,
  registries: {},
};

const stages = `# escape=\\
ARG BASE_IMAGE=node:24
ARG VERSION
FROM --platform=linux/amd64 \${BASE_IMAGE} AS build
RUN echo FROM inside:1
FROM python:\${VERSION:-3.13} as Tools
FROM \\
  build AS last
COPY --from=tools /a /a
COPY --from=0 /b /b
COPY --from=busybox:1.36 /c /c
FROM scratch
`;

describe("the images that a build starts from", () => {
  test("are those of FROM and COPY that are no stages", () => {
    expect(listBases(stages, order)).toEqual(["node:24", "python:3.13", "busybox:1.36"]);
  });

  test("follow the arguments and the base that are given", () => {
    const args = { VERSION: "3.12" };
    expect(listBases(stages, { ...order, args, base: "node:25", stage: "LAST" }))
      .toEqual(["node:25", "python:3.12", "busybox:1.36"]);
  });

  test("follow arguments whose defaults name others", () => {
    const text = "ARG V=24\nARG NAME=node:${V}\nFROM ${NAME}-slim\nRUN --mount=type=bind,from=tools:1,target=/t make\n";
    expect(listBases(text, order)).toEqual(["node:24-slim", "tools:1"]);
    expect(listBases(text, { ...order, args: { V: "25" } })).toEqual(["node:25-slim", "tools:1"]);
  });

  test("a base is refused where the Dockerfile takes none", () => {
    expect(() => listBases("FROM node:24\n", { ...order, base: "node:25" }))
      .toThrow("Dockerfile of app takes no base image");
  });
});

test.each([
  ["node", "docker.io", "library/node", "latest", false],
  ["node:24", "docker.io", "library/node", "24", false],
  ["acme/app:1", "docker.io", "acme/app", "1", false],
  ["index.docker.io/acme/app", "docker.io", "acme/app", "latest", false],
  ["ghcr.io/acme/team/app:1.2", "ghcr.io", "acme/team/app", "1.2", false],
  ["127.0.0.1:5000/app", "127.0.0.1:5000", "app", "latest", false],
  ["localhost/app:2", "localhost", "app", "2", false],
  ["ghcr.io/acme/app:1@sha256:abc", "ghcr.io", "acme/app", "sha256:abc", true],
])("%s names an image as Docker reads it", (text, host, path, version, pinned) => {
  expect(parseReference(text)).toEqual({ host, path, version, pinned });
});

test("a mirror offers an image under its path, with its tag or digest", () => {
  expect(mirrored(parseReference("node:24"), "mirror.example.com/hub/"))
    .toBe("mirror.example.com/hub/library/node:24");
  expect(mirrored(parseReference("acme/app@sha256:abc"), "mirror.example.com"))
    .toBe("mirror.example.com/acme/app@sha256:abc");
});
