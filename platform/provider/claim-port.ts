/** Gives a thing the port that it keeps, when nobody else has taken it meanwhile. */
import { PlatformError } from "../errors.ts";
import { forgetPort, isFree, keepPort } from "../targets/local/ports.ts";
import { isAlive } from "../targets/local/process-identity.ts";
import type { Machine } from "../targets/local/readiness.ts";
import { readRecord } from "../targets/local/unit.ts";

interface Claim {
  name: string;
  component: string;
  wanted: number;
  /** No other port will do. */
  fixed: boolean;
}

export async function claimPort(
  { paths }: Machine,
  { name, component, wanted, fixed }: Claim,
): Promise<number> {
  const record = readRecord(paths, name);
  const ours = (port: number) =>
    record?.port === port && (isAlive(record.child) || isAlive(record.launcher));
  if (fixed) {
    if (!ours(wanted) && !(await isFree(wanted))) throw taken(component, wanted);
    return wanted;
  }
  const kept = await keepPort(paths, name, wanted);
  if (ours(kept) || (await isFree(kept))) return kept;
  await forgetPort(paths, name);
  return keepPort(paths, name, wanted);
}

function taken(component: string, port: number): PlatformError {
  return new PlatformError(
    "port_taken",
    `port ${port}, which ${component} publishes, is taken by another program`,
    {
      hint: "andamio doctor says by whom; or give publish.port another number",
    },
  );
}
