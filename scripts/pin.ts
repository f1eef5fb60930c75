/** `andamio pin`: names images by their digests, and actions by their commits. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Environment } from "../platform/environment.ts";
import { isPlatformError } from "../platform/errors.ts";
import type { Place } from "../platform/spec/source.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const pin: Verb = {
  usage: "pin [ENV] [--write]",
  about: "Looks up the digest of every image that is named by a tag, asking its registry, and the commit of every action "
    + "that a workflow names by one, asking GitHub (GITHUB_API_URL, GITHUB_TOKEN). With --write the files name the digest; what nobody answers for is told, and stays. Exit code 1 then.",
  flags: { write: { type: "boolean", about: "change the files" } },
  examples: [
    ["pin prod", "what would be written"],
    ["pin prod --write", "write it"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

interface Pinned {
  /** As `images.app.base`. */
  field: string;
  image: string;
  pinned?: string;
  why?: string;
  /** Of an action: what its commit is called. */
  note?: string;
  place: Place;
}

async function run({ root, environment: name, flags, output }: Call): Promise<number> {
  const { loadEnvironment } = await import("../platform/environment.ts");
  const environment = loadEnvironment(root, name);
  const found: Pinned[] = [];
  for (const one of listImages(environment)) found.push({ ...one, ...await lookUp(one.image) });
  const { pinActions } = await import("./lib/pin-actions.ts");
  found.push(...await pinActions(root));
  if (flags.write === true) writePinned(root, found);
  const lines = found.map(({ field, image, pinned, why = "", place }) =>
    `${place.file}:${place.line} ${field}: ${image} ${pinned ? `→ ${pinned}` : `stays: ${why}`}`);
  const ok = found.every(({ pinned }) => pinned !== undefined);
  const none = "every image is named by its digest, and every action by its commit";
  output.result({ ok, images: found }, lines.length === 0 ? none : lines.join("\n"));
  return ok ? 0 : 1;
}

function listImages({ images, locate }: Environment): Omit<Pinned, "pinned" | "why">[] {
  return Object.entries(images).flatMap(([name, image]) =>
    (["ref", "base"] as const).flatMap((field) => {
      const text = image[field];
      if (text === undefined || text.includes("@sha256:")) return [];
      const place = locate(`/images/${name}/${field}`);
      return [{ field: `images.${name}.${field}`, image: text, place }];
    }));
}

async function lookUp(image: string): Promise<{ pinned: string } | { why: string }> {
  const { parseReference } = await import("../platform/images/image-reference.ts");
  const { findDigest } = await import("../platform/images/registry.ts");
  const reference = parseReference(image);
  try {
    const digest = await findDigest(reference);
    const name = image.replace(/:[^:/]+$/, "");
    return digest ? { pinned: `${name}@${digest}` } : { why: `${reference.host} does not have it` };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { why: error.message };
  }
}

/** Of one line the last first, so that the places of the others stay true. */
function writePinned(root: string, found: readonly Pinned[]): void {
  const sorted = found.toSorted((a, b) => b.place.column - a.place.column);
  for (const { image, pinned, note, place: { file, line, column, length } } of sorted) {
    if (!pinned) continue;
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    const text = lines[line - 1]!;
    const [start, end] = [column - 1, column - 1 + length];
    const written = text.slice(start, end).replace(image, pinned);
    const rest = text.slice(end);
    const told = note === undefined || rest.includes("#") ? "" : ` # ${note}`;
    lines[line - 1] = text.slice(0, start) + written + rest + told;
    writeFileSync(join(root, file), lines.join("\n"));
  }
}
