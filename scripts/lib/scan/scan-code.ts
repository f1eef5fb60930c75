/** Looks through the code of a project for faults that let others in. */

import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

import type { ESLint, Linter } from "eslint";

import { own, severityOf } from "./code-rules.ts";
import { isAtLeast, type Severity } from "./severity.ts";

export interface CodeFinding {
  file: string;
  line: number;
  column: number;
  rule: string;
  severity: Severity;
  message: string;
}

interface Request {
  root: string;
  /** Files and folders; all where there are none. */
  paths: readonly string[];
  severity: Severity;
  excludeTests: boolean;
}

const ignores = [
  ...["node_modules", "dist", "generated", "coverage", "reports", ".andamio"].map((one) => `**/${one}/`),
  "**/*.generated.*",
];
const tests = ["**/test/", "**/tests/", "**/__tests__/", "**/*.{test,spec}.*"];

export async function scanCode(
  { root, paths, severity, excludeTests }: Request,
): Promise<CodeFinding[]> {
  const { ESLint: Runner } = await import("eslint");
  const { default: security } = await import("eslint-plugin-security" as string) as { default: ESLint.Plugin };
  const { default: tseslint } = await import("typescript-eslint");
  const wanted = Object.entries(severityOf).filter(([, one]) => isAtLeast(one, severity));
  const eslint = new Runner({
    cwd: root,
    overrideConfigFile: true,
    errorOnUnmatchedPattern: false,
    warnIgnored: false,
    overrideConfig: [
      { ignores: excludeTests ? [...ignores, ...tests] : ignores },
      {
        files: ["**/*.{ts,tsx,js,mjs,cjs}"],
        languageOptions: { parser: tseslint.parser },
        // a comment for the linter hides nothing here
        linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
        plugins: { scan: { rules: own }, security },
        rules: Object.fromEntries(wanted.map(([rule]) => [rule, "error"])),
      },
    ],
  });
  const results = await eslint.lintFiles(paths.length > 0 ? [...paths] : ["."]);
  const found = results.flatMap(({ filePath, messages }) =>
    messages.filter(isFault).map((one) => describe(relative(root, filePath), one)));
  return found.filter((one) => !isAllowed(one, root));
}

/** That a comment has no effect is none. */
function isFault({ severity }: Linter.LintMessage): boolean {
  return severity === 2;
}

function describe(
  path: string, { line, column, ruleId, message }: Linter.LintMessage,
): CodeFinding {
  const file = path.split(sep).join("/");
  // what cannot be read cannot be said to be without faults
  const rule = ruleId?.replace(/^\w+\//, "") ?? "unreadable";
  return { file, line, column, rule, severity: severityOf[ruleId ?? ""] ?? "high", message };
}

/**
 * `// scan: allow RULE, REASON` lets one rule pass on its line, and on those below it up to the
 * next empty one.
 */
function isAllowed({ file, line, rule }: CodeFinding, root: string): boolean {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  for (let at = line - 1; at >= 0 && lines[at]?.trim() !== ""; at -= 1) {
    const [, allowed] = /\/\/ scan: allow ([\w-]+), \S/.exec(lines[at] ?? "") ?? [];
    if (allowed === rule) return true;
  }
  return false;
}
