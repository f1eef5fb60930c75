/**
 * What a program is told of a request's client: our own proxy's word replaces whatever the client
 * says of itself. Only between our own proxies is it passed on.
 */
import type { IncomingMessage } from "node:http";

import type { EnvironmentPaths } from "./paths.ts";
import { digestOf } from "./unit.ts";

/** Carries what only programs of this environment's supervisor can know. */
export const hopHeader = "x-andamio-hop";

const invented = /^(forwarded|x-real-ip|x-client-ip|true-client-ip|x-forwarded(-.*)?|x-andamio-hop)$/;

/** The rest is the same between proxies of this machine. */
const passedOn = new Set(["x-forwarded-for", "x-forwarded-host"]);

export function hopToken(paths: EnvironmentPaths): string {
  return digestOf(paths, "hop between proxies");
}

/** Before the proxy adds its own word. */
export function dropForwarded({ headers }: IncomingMessage, token: string): void {
  const isOwn = headers[hopHeader] === token;
  for (const name of Object.keys(headers)) {
    if (invented.test(name) && !(isOwn && passedOn.has(name))) delete headers[name];
  }
}
