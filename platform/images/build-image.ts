/** Builds an image in the daemon, or finds that it was built. Knows no registry to push to. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { PlatformError } from "../errors.ts";
import { fetchBase, wayTo } from "./base-images.ts";
import type { Docker } from "./docker.ts";
import { baseArgument } from "./dockerfile.ts";
import { contentTag, identifyImage, type Identity } from "./identify-image.ts";
import type { ImageOrder, Watch } from "./image-order.ts";
import { parseReference } from "./image-reference.ts";

export interface LocalImage {
  id: string;
  built: boolean;
}

/** Gives the image's ID. `anew` builds whatever is there. */
export async function buildImage(
  order: ImageOrder,
  identity: Identity,
  docker: Docker,
  watch: Watch & { anew?: boolean },
): Promise<LocalImage> {
  const name = localName(order, identity);
  const known = watch.anew ? undefined : await findId(docker, name);
  if (known !== undefined) return { id: known, built: false };
  for (const base of identity.bases) await fetchBase(base, docker, order.registries);
  const id = await runBuild(order, docker, watch);
  await refuseChanged(order, identity, docker);
  // who built the same meanwhile was first: two images of one content would be two releases
  const first = watch.anew ? undefined : await findId(docker, name);
  if (first === undefined) await docker.run(["tag", id, name]);
  return { id: first ?? id, built: true };
}

/** What was edited meanwhile may or may not be in it. */
async function refuseChanged(order: ImageOrder, before: Identity, docker: Docker): Promise<void> {
  const { content } = await identifyImage(order, docker);
  if (content === before.content) return;
  const message = `the sources of ${order.name} changed while it was built`;
  throw new PlatformError("build_failed", message, { hint: "give the same command again" });
}

/** From what is built alone, so that whoever asks for it finds it. */
function localName({ context }: ImageOrder, identity: Identity): string {
  const folder = basename(context).toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
  return `andamio/${folder || "image"}:${contentTag(identity)}`;
}

/** The name is given when all is done, so that what was interrupted leaves layers and no image. */
async function runBuild(order: ImageOrder, docker: Docker, watch: Watch): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "andamio-build-"));
  try {
    const file = join(folder, "id");
    await docker.run(["build", "--force-rm", "--iidfile", file, ...flagsOf(order), order.context], watch);
    return readFileSync(file, "utf8").trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function flagsOf({ context, dockerfile, stage, args, base, noCache, registries }: ImageOrder) {
  const pinned = base !== undefined && parseReference(base).pinned;
  const way = pinned ? wayTo(base, registries) : base;
  const all = { ...args, ...(way !== undefined && { [baseArgument]: way }) };
  return [
    ...["--file", join(context, dockerfile)],
    ...(stage === undefined ? [] : ["--target", stage]),
    ...Object.entries(all).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...(noCache ? ["--no-cache"] : []),
  ];
}

function findId(docker: Docker, name: string): Promise<string | undefined> {
  return docker.find(["image", "inspect", "--format", "{{.Id}}", name]);
}
