/** Where an image is pulled from: its own registry, or the mirror that stands for it. Pure. */
import type { Around } from "../target.ts";

const ownHost = "docker.io";

export function mirrored(image: string, registries: Around["registries"]): string {
  const { host, path } = parseImage(image);
  const mirror = registries[host]?.mirror;
  return mirror === undefined ? image : `${mirror}/${path}`;
}

function parseImage(image: string): { host: string; path: string } {
  const [first = "", ...rest] = image.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) {
    return { host: first, path: rest.join("/") };
  }
  return { host: ownHost, path: rest.length === 0 ? `library/${image}` : image };
}
