/**
 * Sees to it that an image exists: found in the registry or the daemon by its content, else built.
 * May be interrupted at any point and done again, and done twice at once.
 */
import { PlatformError } from "../errors.ts";
import { fetchBase } from "./base-images.ts";
import { buildImage } from "./build-image.ts";
import { type Docker, openDocker } from "./docker.ts";
import { withDockerConfig } from "./docker-config.ts";
import { identifyImage, type Identity } from "./identify-image.ts";
import type { Image, ImageOrder, Watch } from "./image-order.ts";
import { findPushed, pushImage } from "./push-image.ts";

/**
 * `anew` builds whatever is there. Throws `build_failed`, `tool_failed`, `tool_missing` and
 * `not_running`.
 */
export async function provideImage(
  order: ImageOrder,
  watch: Watch & { anew?: boolean } = {},
): Promise<Image> {
  const { name, host, registries } = order;
  const repository = order.push ? repositoryOf(order) : undefined;
  return withDockerConfig(registries, async (config) => {
    const docker = openDocker({ name, host, config, signal: watch.signal });
    const identity = await identify(order, docker);
    const digest = `sha256:${identity.content}`;
    if (repository === undefined) {
      const { id, built } = await buildImage(order, identity, docker, watch);
      return { reference: id, digest, done: { built, pushed: false } };
    }
    const target = { ...order, repository };
    const there = watch.anew ? undefined : await findPushed(target, identity);
    if (there !== undefined) {
      return { reference: `${repository}@${there}`, digest, done: { built: false, pushed: false } };
    }
    const { id, built } = await buildImage(order, identity, docker, watch);
    const pushed = await pushImage(target, identity, id, docker);
    return { reference: `${repository}@${pushed}`, digest, done: { built, pushed: true } };
  });
}

function repositoryOf({ name, repository }: ImageOrder): string {
  if (repository !== undefined) return repository;
  throw new PlatformError("build_failed", `it is not said where the image ${name} is pushed to`, {
    hint: `images: { ${name}: { repository: HOST/FOLDER/${name} } }`,
  });
}

/** What a base image is may be known only once it is here. */
async function identify(order: ImageOrder, docker: Docker): Promise<Identity> {
  const identity = await identifyImage(order, docker);
  if (identity.complete) return identity;
  for (const base of identity.bases) await fetchBase(base, docker, order.registries);
  return identifyImage(order, docker);
}
