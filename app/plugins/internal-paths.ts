/** Which requests are for paths that the environment keeps for machines inside. */
import type { FastifyRequest } from "fastify";

export function isInternalPath({ url, server }: FastifyRequest): boolean {
  const { internalPaths } = server.config;
  if (internalPaths.length === 0) return false;
  const asked = decode(url.split("?", 1)[0]!);
  return internalPaths.some((path) => `${asked}/`.startsWith(`${path}/`));
}

/** As the router does, which answers what cannot be decoded itself. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
