/** What a program is to know of the proxy in front of it, and the variables that say it. Pure. */
import type { Binding, Text } from "./values.ts";

/** What its proxy does, and the variables in which a program reads it: absent where it does not. */
export interface Proxied {
  /** Whether clients reach it by a public address, its own or that of a proxy in front of it. */
  isPublic: boolean;
  /** Paths for machines inside. */
  internal: readonly string[];
  /** Addresses of proxies whose X-Forwarded-* headers are trusted. */
  addresses?: string;
  /** Paths, with commas, that it refuses to what came through a proxy. */
  internalPaths?: string;
  /** Whether clients reach it by HTTPS. */
  tls?: string;
  /** How long browsers are to use HTTPS alone. */
  hstsSeconds?: string;
}

interface Told {
  proxied?: Proxied;
  env: Readonly<Record<string, Binding>>;
}

/**
 * The variables that tell a program of the proxy in front of it, but for those that it sets
 * itself. `tls` is that of its public address, `internal` the paths that no proxy refuses for it.
 */
export function proxyVariables<T extends Text>(
  { proxied, env }: Told,
  addresses: T | undefined,
  tls: { mode: string; hstsSeconds: number } | undefined,
  internal: readonly string[] = [],
): Record<string, T | string> {
  if (!proxied) return {};
  const encrypted = proxied.isPublic && tls !== undefined && tls.mode !== "off";
  const given: (readonly [string | undefined, T | string | undefined])[] = [
    [proxied.addresses, addresses],
    [proxied.internalPaths, internal.length > 0 ? internal.join(",") : undefined],
    [proxied.tls, encrypted ? "1" : undefined],
    [proxied.hstsSeconds, encrypted ? String(tls.hstsSeconds) : undefined],
  ];
  const known = given.flatMap(([name, value]) =>
    name === undefined || value === undefined || Object.hasOwn(env, name) ? [] : [[name, value]],
  );
  return Object.fromEntries(known) as Record<string, T | string>;
}
