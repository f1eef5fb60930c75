/**
 * The network of a compose file. Its subnet is fixed, so that programs can trust what their proxy
 * says of a client. Pure.
 */
import { createHash } from "node:crypto";

import type { Declaration } from "../target.ts";
import { networkName, proxyName } from "./declare.ts";

type Declarations = ReadonlyMap<string, Declaration>;

/** Docker's own choice where there is no proxy. */
export function describeNetwork(declarations: Declarations): object {
  if (!declarations.has(proxyName)) return {};
  return { networks: { default: { ipam: { config: [{ subnet: subnetOf(declarations) }] } } } };
}

/** Differs between environments. Outside of the ranges that Docker gives to other networks. */
export function subnetOf(declarations: Declarations): string {
  const { environment } = declarations.get(networkName)!.props;
  const [second, third] = createHash("sha256").update(String(environment)).digest();
  return `\${ANDAMIO_SUBNET:-10.${second}.${third}.0/24}`;
}
