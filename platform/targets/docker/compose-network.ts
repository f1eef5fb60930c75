/**
 * The network of a compose file. It is fixed, so that the proxy has an address which programs can
 * trust. Pure.
 */
import { createHash } from "node:crypto";

import type { Declaration } from "../target.ts";
import { networkName, proxyName } from "./declare.ts";

type Declarations = ReadonlyMap<string, Declaration>;

/** Docker's own choice where there is no proxy. */
export function describeNetwork(declarations: Declarations): object {
  if (!declarations.has(proxyName)) return {};
  const start = startOf(declarations);
  const config = [{ subnet: `${start}.0/24`, ip_range: `${start}.0/25` }];
  return { networks: { default: { ipam: { config } } } };
}

/** Outside of the range that containers get theirs from. */
export function proxyAddress(declarations: Declarations): string {
  return `${startOf(declarations)}.254`;
}

/** Differs between environments. Outside of the ranges that Docker gives to other networks. */
function startOf(declarations: Declarations): string {
  const { environment } = declarations.get(networkName)!.props;
  const [second, third] = createHash("sha256").update(String(environment)).digest();
  return `\${ANDAMIO_NETWORK:-10.${second}.${third}}`;
}
