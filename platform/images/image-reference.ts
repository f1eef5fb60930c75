/** Names of images: `host/folder/name:tag@digest`, with the defaults that Docker gives them. */

export const defaultHost = "docker.io";

export interface ImageReference {
  /** Registry, as `docker.io` or `127.0.0.1:5000`. */
  host: string;
  /** Repository in the registry, as `library/node`. */
  path: string;
  /** Tag or digest: what is asked of the registry. */
  version: string;
  /** Whether `version` is a digest. */
  pinned: boolean;
}

export function parseReference(text: string): ImageReference {
  const [name = "", digest] = text.split("@");
  const [, plain = name, tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
  return { ...splitName(plain), version: digest ?? tag, pinned: digest !== undefined };
}

/** The reference with which a mirror offers the image. */
export function mirrored({ path, version, pinned }: ImageReference, mirror: string): string {
  return `${mirror.replace(/\/$/, "")}/${path}${pinned ? "@" : ":"}${version}`;
}

/** As Docker does: a first part with a dot, a port or the name localhost is a host. */
function splitName(name: string): { host: string; path: string } {
  const [first = "", ...rest] = name.split("/");
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) {
    return { host: first === "index.docker.io" ? defaultHost : first, path: rest.join("/") };
  }
  return { host: defaultHost, path: rest.length === 0 ? `library/${name}` : name };
}
