/** `andamio scan`: faults in the code that let others in, and known ones of dependencies. */

import { join } from "node:path";

import { PlatformError } from "../platform/errors.ts";
import { chooseAction } from "./lib/choose-action.ts";
import type { Call, Verb } from "./lib/verb.ts";
import { writeReport } from "./lib/write-report.ts";

export const scan: Verb = {
  usage: "scan code [PATH…] | deps",
  about: "code: SQL and shell injection, credentials in the code, weak crypto and unsafe YAML. deps: advisories about run-time "
    + "dependencies. Exit code 1 when there are any, 4 when nobody could be asked. "
    + "`// scan: allow RULE, REASON` lets one pass.",
  flags: {
    "severity": { type: "string", value: "LEVEL", about: "of code: low (default), medium or high" },
    "exclude-tests": { type: "boolean", about: "leave the tests' own code out" },
    "format": { type: "string", value: "text|json", about: "what --output holds" },
    "output": { type: "string", value: "FILE", about: "write the findings there, too" },
    "audit-level": { type: "string", value: "LEVEL", about: "of deps: low, moderate, high, critical" },
  },
  examples: [
    ["scan code --severity medium", "the code of this project"],
    ["scan deps --audit-level high", "what it depends on"],
  ],
  takes: "words",
  actions: { code: "words", deps: "no words" },
  changes: false,
  run,
};

/** Of one scan, as data and as lines. */
interface Scanned {
  findings: readonly object[];
  lines: readonly string[];
}

const scanners: Readonly<Record<string, (call: Call, paths: string[]) => Promise<Scanned>>> = {
  code,
  deps,
};

async function run(call: Call): Promise<number> {
  const [what = "", ...paths] = call.names;
  const scanner = chooseAction("scan", what, scanners, "scan knows");
  const { findings, lines } = await scanner(call, paths);
  const ok = findings.length === 0;
  const closing = ok ? "nothing found" : `${findings.length} found`;
  const text = [...lines, closing].join("\n");
  write(call, { ok, findings }, text);
  if (call.flags.format === "json") call.output.document({ ok, findings }, JSON.stringify({ ok, findings }, null, 2));
  else call.output.result({ ok, findings }, text);
  return ok ? 0 : 1;
}

function write({ flags, root }: Call, report: object, text: string): void {
  if (flags.output === undefined) return;
  const file = join(root, String(flags.output));
  writeReport(file, flags.format === "text" ? `${text}\n` : report);
}

async function code({ root, flags }: Call, paths: string[]): Promise<Scanned> {
  const { readSeverity } = await import("./lib/scan/severity.ts");
  const { scanCode } = await import("./lib/scan/scan-code.ts");
  const severity = readSeverity(flags.severity ?? "low", "--severity");
  const excludeTests = flags["exclude-tests"] === true;
  const findings = await scanCode({ root, paths, severity, excludeTests });
  const lines = findings.map((one) =>
    `${one.file}:${one.line}:${one.column}: ${one.severity}: ${one.message} [${one.rule}]`);
  return { findings, lines };
}

async function deps({ root, flags }: Call): Promise<Scanned> {
  const { levels, scanDeps } = await import("./lib/scan/scan-deps.ts");
  const level = levels.find((one) => one === (flags["audit-level"] ?? "info"));
  if (!level) {
    throw new PlatformError("usage", `"${String(flags["audit-level"])}" is no level`, {
      hint: `--audit-level ${levels.join("|")}`,
    });
  }
  const findings = await scanDeps(root, level);
  const lines = findings.map(({ folder, package: name, range, severity, title, id }) =>
    `${folder}: ${severity}: ${name} ${range}: ${title} [${id}]`);
  return { findings, lines };
}
