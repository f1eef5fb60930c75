/** Looks at an image that is asked for, or was provided, and changes nothing. */
import { openDocker } from "./docker.ts";
import { withDockerConfig } from "./docker-config.ts";
import { identifyImage } from "./identify-image.ts";
import type { ImageOrder } from "./image-order.ts";
import { parseReference } from "./image-reference.ts";
import { findDigest } from "./registry.ts";
import { credentialsFor } from "./registry-credentials.ts";

/** The digest that it will have, as far as that is known without fetching anything. */
export function foreseeDigest(order: ImageOrder): Promise<string> {
  return withDockerConfig(order.registries, async (config) => {
    const { content } = await identifyImage(order, openDocker({ ...order, config }));
    return `sha256:${content}`;
  });
}

/** What is wrong with it; `undefined` when nothing is known to be. */
export async function observeImage(
  reference: string,
  { name, host, registries }: Pick<ImageOrder, "name" | "host" | "registries">,
): Promise<string | undefined> {
  if (reference.startsWith("sha256:")) {
    const found = await openDocker({ name, host }).find(["image", "inspect", reference]);
    return found === undefined ? "its image is gone from the daemon" : undefined;
  }
  const place = parseReference(reference);
  const credentials = await credentialsFor(place.host, registries);
  // a registry that does not answer has lost nothing
  const found = await findDigest(place, credentials).catch(() => reference);
  return found === undefined ? `its image is gone from ${place.host}` : undefined;
}
