/** Asks the API at API_URL whether it is well, and names the check that fails (C000-69). */

import type { Command } from "../jobs.ts";
import { JobError } from "../process.ts";
import { parse } from "./arguments.ts";

export const healthCheck: Command = async (args) => {
  parse(args, {}, 0, "health-check, with the address of the API in API_URL");
  const base = process.env["API_URL"] || "http://127.0.0.1:8000";
  const response = await fetch(new URL("/health", base), {
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new JobError(`Health check failed: the API does not answer at ${base}`, { cause });
  });
  const { checks = {} } = (await response.json().catch(() => ({}))) as {
    checks?: Record<string, string>;
  };
  const failing = Object.entries(checks).filter(
    ([, state]) => state !== "ok" && state !== "skipped",
  );
  if (response.ok && failing.length === 0) return "Health check OK";
  const reasons = failing.map(([name, state]) => `${name} (${state})`);
  throw new JobError(
    `Health check failed: ${reasons.join(", ") || `the API answered ${response.status}`}`,
  );
};
