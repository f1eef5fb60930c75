/** How much of the internet a list of address ranges covers. Knows no rule. */
import { createRequire } from "node:module";
import { isIPv4 } from "node:net";

import type * as Addresses from "ip-address";

/** Loaded when the first range is read, which most environments do not have. */
const loadAddresses = () => createRequire(import.meta.url)("ip-address") as typeof Addresses;

type Version = 4 | 6;

interface Span {
  version: Version;
  first: bigint;
  last: bigint;
}

/** Ranges that no client on the internet has as its address. */
const privateRanges = [
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
  "192.168.0.0/16", "224.0.0.0/3",
];

/** All that IPv6 assigns to hosts on the internet. */
const publicIpv6 = "2000::/3";

const most: Readonly<Record<Version, bigint>> = { 4: 2n ** 24n, 6: 2n ** 112n };

/** Whether they hold more public addresses than one operator has: a /8 of IPv4, a /16 of IPv6. */
export function coverInternet(ranges: readonly string[]): boolean {
  const spans = ranges.flatMap(readSpan);
  const reserved = privateRanges.flatMap(readSpan);
  const isWide = (version: Version): boolean => {
    const union = join(spans.filter((span) => span.version === version));
    const outside = version === 4 ? reserved : [];
    const all = version === 6 ? union.flatMap(clipToPublic) : union;
    return sizeOf(all) - sizeOf(overlap(all, outside)) > most[version];
  };
  return isWide(4) || isWide(6);
}

/** IPv4 within IPv6 counts as IPv4; what is no range covers nothing. */
function readSpan(text: string): Span[] {
  const [ip = "", suffix] = text.trim().split("/");
  const written = suffix !== undefined && isIPv4(suffix) ? `${ip}/${prefixOf(suffix)}` : text.trim();
  const { Address4, Address6 } = loadAddresses();
  if (Address4.isValid(written)) return [spanOf(4, new Address4(written))];
  if (!Address6.isValid(written)) return [];
  const span = spanOf(6, new Address6(written));
  const mapped = spanOf(6, new Address6("::ffff:0:0/96"));
  const [inside] = overlap([span], [mapped]);
  if (!inside) return [span];
  const [first, last] = [inside.first - mapped.first, inside.last - mapped.first];
  return [span, { version: 4, first, last }];
}

function spanOf(version: Version, address: Addresses.Address4 | Addresses.Address6): Span {
  return {
    version,
    first: address.startAddress().bigInt(),
    last: address.endAddress().bigInt(),
  };
}

/** Of a netmask such as 255.0.0.0. */
function prefixOf(mask: string): number {
  const { Address4 } = loadAddresses();
  return new Address4(mask).bigInt().toString(2).replace(/0+$/, "").length;
}

function clipToPublic(span: Span): Span[] {
  return overlap([span], readSpan(publicIpv6));
}

function overlap(some: readonly Span[], others: readonly Span[]): Span[] {
  return some.flatMap((one) =>
    others.flatMap((other) => {
      const first = one.first > other.first ? one.first : other.first;
      const last = one.last < other.last ? one.last : other.last;
      return first > last ? [] : [{ version: one.version, first, last }];
    }),
  );
}

/** The same addresses without any of them twice. */
function join(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = joined.at(-1);
    if (!before || span.first > before.last) joined.push({ ...span });
    else if (span.last > before.last) before.last = span.last;
  }
  return joined;
}

function sizeOf(spans: readonly Span[]): bigint {
  return spans.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}
