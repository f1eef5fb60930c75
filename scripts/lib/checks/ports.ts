/** Does somebody else hold a port that an environment wants? */

import type { Environment } from "../../../platform/environment.ts";
import type { Operations, UnitStatus } from "../../../platform/targets/operations.ts";
import { openOperations } from "../operations.ts";
import { findPortOwner, type PortOwner } from "../port-owner.ts";
import type { Check, Finding } from "./finding.ts";

interface Wish {
  component: string;
  port: number;
  /** A published port cannot be another one. */
  fixed: boolean;
}

export const checkPorts: Check = async (call, environment) => {
  const { operations } = await openOperations(call);
  return findTaken(findWishes(environment), operations, await operations.status());
};

/** Says of Services that answer on another port of this machine than they asked for why. */
export async function explainPorts(
  environment: Environment, operations: Operations, units: readonly UnitStatus[],
): Promise<string[]> {
  const here = units.filter(({ address = "" }) => /^(http:\/\/)?127\.0\.0\.1:/.test(address));
  const wishes = findWishes(environment).filter(({ component, fixed }) =>
    !fixed && here.some((unit) => unit.component === component));
  const findings = await findTaken(wishes, operations, here);
  return findings.map(({ message }) => message);
}

async function findTaken(
  wishes: readonly Wish[], operations: Operations, units: readonly UnitStatus[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const wish of wishes) {
    const address = units.find(({ component }) => component === wish.component)?.address;
    if (address?.endsWith(`:${wish.port}`)) continue;
    const owner = await findPortOwner(wish.port);
    const isOwn = owner !== undefined && (await operations.holds?.(wish.port));
    if (owner !== undefined && !isOwn) findings.push(describeTaken(wish, owner, address));
  }
  return findings;
}

function findWishes({ components }: Environment): Wish[] {
  return Object.entries(components).flatMap(([component, { port, publish }]): Wish[] => {
    const { port: published } = (publish ?? {}) as { port?: number };
    if (published !== undefined) return [{ component, port: published, fixed: true }];
    return typeof port === "number" ? [{ component, port, fixed: false }] : [];
  });
}

function describeTaken(wish: Wish, owner: PortOwner, address: string | undefined): Finding {
  const { component, port, fixed } = wish;
  const who = owner.pid === undefined ? "a process of another user" : `process ${owner.pid} (${owner.command})`;
  const instead = address === undefined ? "will take another one" : `answers at ${address} instead`;
  const message = `port ${port} of ${component} is taken by ${who}${fixed ? "" : `; ${component} ${instead}`}`;
  const hint = owner.pid === undefined ? `sudo ss -ltnp 'sport = :${port}' says which` : `stop it, or give ${component} another publish.port`;
  return { check: "port", ok: !fixed, message, ...(fixed ? { hint } : {}) };
}
