/** Which requests are for paths that the environment keeps for machines inside. */
import type { FastifyRequest } from "fastify";

export function isInternalPath({ url, server }: FastifyRequest): boolean {
  const { internalPaths } = server.config;
  if (internalPaths.length === 0) return false;
  const asked = decode(pathOf(url));
  return internalPaths.some((path) => `${asked}/`.startsWith(`${decode(path)}/`));
}

/** As the router does: it takes whole URLs too, and a path ends at `?` or `#`. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, "").split(/[?#]/, 1)[0]!;
}

/** As the router does, which answers what cannot be decoded itself. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
