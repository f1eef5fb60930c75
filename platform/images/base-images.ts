/** The images that a build starts from: what each is, exactly, and how it gets to the daemon. */
import { isPlatformError } from "../errors.ts";
import type { Docker } from "./docker.ts";
import type { ImageOrder } from "./image-order.ts";
import { mirrored, parseReference } from "./image-reference.ts";
import { findDigest } from "./registry.ts";
import { credentialsFor } from "./registry-credentials.ts";

type Registries = ImageOrder["registries"];

/**
 * Its digest in the registry, which is the same on every machine; the ID of what never was in one;
 * `undefined` when neither the daemon nor the registry can say.
 */
export async function identifyBase(
  name: string,
  docker: Docker,
  registries: Registries,
): Promise<string | undefined> {
  const { version, pinned } = parseReference(name);
  if (pinned) return version;
  return (await identifyLocal(name, docker)) ?? (await askRegistry(name, registries));
}

/** Fetches what the daemon does not have, by the mirror of its registry where there is one. */
export async function fetchBase(
  name: string,
  docker: Docker,
  registries: Registries,
): Promise<void> {
  if ((await docker.find(["image", "inspect", name])) !== undefined) return;
  const way = wayTo(name, registries);
  if (way === name || !(await fetchByMirror(name, way, docker))) {
    await docker.run(["pull", "--quiet", name]);
  }
}

/** Whether it worked. */
async function fetchByMirror(name: string, way: string, docker: Docker): Promise<boolean> {
  try {
    await docker.run(["pull", "--quiet", way]);
  } catch (error) {
    if (isPlatformError(error) && error.code !== "not_running") return false;
    throw error;
  }
  // what is pinned to a digest can be given no other name: the builder is told the way to it
  if (!parseReference(name).pinned) await docker.run(["tag", way, name]);
  return true;
}

/** The name under which an image is fetched. */
export function wayTo(name: string, registries: Registries): string {
  const reference = parseReference(name);
  const mirror = registries[reference.host]?.mirror;
  return mirror === undefined ? name : mirrored(reference, mirror);
}

async function identifyLocal(name: string, docker: Docker): Promise<string | undefined> {
  const format = "{{.Id}} {{range .RepoDigests}}{{.}} {{end}}";
  const found = await docker
    .find(["image", "inspect", "--format", format, name])
    .catch(() => undefined); // no daemon: what comes next says so, if it needs one
  if (found === undefined) return undefined;
  const [id, ...pushed] = found.trim().split(" ");
  const { host, path } = parseReference(name);
  const digests = pushed.map(parseReference);
  const own = digests.find((one) => one.host === host && one.path === path) ?? digests[0];
  return own?.version ?? id;
}

async function askRegistry(name: string, registries: Registries): Promise<string | undefined> {
  const reference = parseReference(wayTo(name, registries));
  const credentials = await credentialsFor(reference.host, registries);
  // pulling it tells what is wrong
  return findDigest(reference, credentials).catch(() => undefined);
}
