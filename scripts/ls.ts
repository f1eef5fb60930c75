/** `andamio ls`: every environment of this clone, deployed or not, with its file or without. */

import { PlatformError } from "../platform/errors.ts";
import { asTyped } from "./lib/as-typed.ts";
import { describeHint } from "./lib/describe-hint.ts";
import { describeSpan } from "./lib/describe-status.ts";
import { columnsOf, type Output, paint } from "./lib/output.ts";
import { listAll, type Listed, type Listing } from "./lib/recorded/list-environments.ts";
import { type Cell, renderTable } from "./lib/table.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const ls: Verb = {
  usage: "ls [ENV…]",
  about: "Lists environments: those with a file here, and those in the state of this clone, of its files and of "
    + "PULUMI_BACKEND_URL. status, logs, down and destroy also work for one whose file is absent.",
  flags: {},
  examples: [
    ["ls", "every environment"],
    ["ls staging --json", "one of them, for a program"],
  ],
  takes: "environments",
  withoutFile: true,
  changes: false,
  run,
};

async function run({ root, names, environment, flags, output }: Call): Promise<number> {
  const only = typeof flags.environment === "string" ? [environment, ...names] : names;
  const listing = await listAll(root, only);
  const { environments, faults } = listing;
  const missing = only.find((name) => !environments.some((one) => one.environment === name));
  if (missing !== undefined && faults.length === 0) {
    const message = `there is no environment "${missing}"`;
    throw new PlatformError("environment_unknown", message, { hint: "andamio ls" });
  }
  for (const { error: { message, hint = "" } } of faults) {
    output.note(`warning: ${message}\n${describeHint(hint, output.stderr)}`);
  }
  const unread = faults.map(({ backend, error }) => [backend.address, error.message]);
  const result = { ok: true, environments, faults: Object.fromEntries(unread) as unknown };
  output.result(result, describe(listing, output));
  return 0;
}

function describe({ environments }: Listing, output: Output): string {
  if (environments.length === 0) return "There are no environments.";
  const now = Date.now();
  const backends = new Set(environments.flatMap(({ backend }) => backend ?? []));
  const headings = ["ENVIRONMENT", "TARGET", "FILE", "DEPLOYED", "COMMIT", "RUNNING", ...(backends.size > 1 ? ["STATE"] : [])];
  const head = headings.map((text): Cell => ({ text, paint: (padded) => paint(output.stdout, "dim", padded) }));
  const rows = environments.map((one): Cell[] => [
    { text: one.environment },
    { text: one.target ?? "unknown" },
    { text: one.file, paint: (text) => (one.file === "present" ? text : paint(output.stdout, "yellow", text)) },
    { text: describeDeploy(one, now) },
    { text: one.commit === undefined ? "-" : shorten(one.commit) },
    { text: describeRunning(one) },
    ...(backends.size > 1 ? [{ text: one.backend ?? "" }] : []),
  ]);
  const table = renderTable([head, ...rows], columnsOf(output.stdout));
  const away = environments.find(({ file }) => file === "absent");
  if (away === undefined) return table;
  return `${table}\n\n${asTyped(`Remove one whose file is absent: andamio destroy ${away.environment}`)}`;
}

function describeDeploy({ deployed, deployedAt }: Listed, now: number): string {
  if (deployedAt !== undefined) return `${describeSpan(now - Date.parse(deployedAt))} ago`;
  return deployed === false ? "never" : "unknown";
}

/** As git shortens it; `+` says that not all was committed. */
function shorten(commit: string): string {
  return commit.slice(0, 8) + (commit.endsWith("+") ? "+" : "");
}

function describeRunning({ running, reason, deployed }: Listed): string {
  if (running === undefined) return deployed === false ? "nothing" : `unknown: ${reason ?? ""}`;
  const parts = Object.entries(running).map(([state, count]) => `${count} ${state}`);
  return parts.join(", ") || "nothing";
}
