/** What runs is what was tried. */
import { listImages } from "../images.ts";
import type { Rule } from "../rule.ts";

export const pinnedImages: Rule = {
  name: "pinned-images",
  about: "An image that is not built here is named by its digest, and so is each image that a build uses: base, args, and the Dockerfile's own.",
  why: "A tag can be moved to another image, which nobody tried.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment, files }) =>
    listImages(environment, files)
      .filter(({ reference }) => !reference.includes("@sha256:"))
      .map(({ reference, at, file }) => ({
        at,
        reason: `"${reference}"${file === undefined ? "" : ` of ${file}`} can become another image`,
        fix: "name@sha256:…, which andamio pin looks up",
      })),
  wrong: { images: { app: { args: { BASE_IMAGE: "node:24.11.0-bookworm-slim" } } } },
  right: { images: { app: { args: { BASE_IMAGE: `node@sha256:${"0".repeat(64)}` } } } },
};
