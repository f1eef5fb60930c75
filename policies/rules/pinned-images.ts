/** What runs is what was tried. */
import type { Complaint, Rule } from "../rule.ts";

export const pinnedImages: Rule = {
  name: "pinned-images",
  about: "An image that is not built here is named by its digest, and so is the base of a build.",
  why: "A tag can be moved to another image, which nobody tried.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    Object.entries(environment.images).flatMap(([name, image]) =>
      ["ref", "base"].flatMap((field): Complaint[] => {
        const reference = image[field];
        if (typeof reference !== "string" || reference.includes("@sha256:")) return [];
        const reason = `"${reference}" can become another image`;
        const fix = "name@sha256:…, which andamio pin looks up";
        return [{ at: ["images", name, field], reason, fix }];
      }),
    ),
  wrong: { images: { app: { base: "node:24.11.0-bookworm-slim" } } },
  right: { images: { app: { base: `node@sha256:${"0".repeat(64)}` } } },
};
