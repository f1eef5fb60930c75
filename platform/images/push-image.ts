/** Brings an image of the daemon into its registry, or finds it there by its content. */
import { PlatformError } from "../errors.ts";
import type { Docker } from "./docker.ts";
import { contentTag, type Identity } from "./identify-image.ts";
import type { ImageOrder } from "./image-order.ts";
import { parseReference } from "./image-reference.ts";
import { findDigest, isUnreachable, tagDigest } from "./registry.ts";
import { credentialsFor } from "./registry-credentials.ts";

type Order = ImageOrder & { repository: string };

/** Its digest, and that all further tags mean it; `undefined` when it is not known to be there. */
export async function findPushed(order: Order, identity: Identity): Promise<string | undefined> {
  const place = parseReference(order.repository);
  const credentials = await credentialsFor(place.host, order.registries);
  try {
    const digest = await findDigest({ ...place, version: contentTag(identity) }, credentials);
    if (digest === undefined) return undefined;
    for (const tag of order.tags) await tagDigest(place, digest, tag, credentials);
    return digest;
  } catch (error) {
    if (isUnreachable(error)) return undefined; // the daemon may know another way to it
    throw error;
  }
}

/** Gives the digest under which the registry knows it. */
export async function pushImage(
  { name, repository, tags }: Order,
  identity: Identity,
  id: string,
  docker: Docker,
): Promise<string> {
  let digest: string | undefined;
  for (const tag of new Set([contentTag(identity), ...tags])) {
    await docker.run(["tag", id, `${repository}:${tag}`]);
    const said = await docker.run(["push", `${repository}:${tag}`]);
    digest ??= /digest: (sha256:[0-9a-f]{64})/.exec(said)?.[1];
  }
  if (digest !== undefined) return digest;
  throw new PlatformError("tool_failed", `docker did not say under which digest it pushed ${name}`);
}
