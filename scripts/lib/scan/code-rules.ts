/** The table of what the scanner of code looks for: ours, and those of a plugin that fit. */

import { hardcodedCredential } from "./rules/hardcoded-credential.ts";
import { shellInjection } from "./rules/shell-injection.ts";
import { sqlInjection } from "./rules/sql-injection.ts";
import { unsafeYaml } from "./rules/unsafe-yaml.ts";
import { weakCrypto } from "./rules/weak-crypto.ts";
import { weakRandom } from "./rules/weak-random.ts";
import type { Severity } from "./severity.ts";

/** By the name after `scan/`. */
export const own = {
  "sql-injection": sqlInjection,
  "hardcoded-credential": hardcodedCredential,
  "shell-injection": shellInjection,
  "weak-crypto": weakCrypto,
  "weak-random": weakRandom,
  "unsafe-yaml": unsafeYaml,
};

/** Those of eslint-plugin-security that complain of what is wrong, and not of what could be. */
export const severityOf: Readonly<Record<string, Severity>> = {
  "scan/sql-injection": "high",
  "scan/hardcoded-credential": "high",
  "scan/shell-injection": "high",
  "scan/unsafe-yaml": "high",
  "scan/weak-crypto": "medium",
  "scan/weak-random": "low",
  "security/detect-bidi-characters": "high",
  "security/detect-eval-with-expression": "high",
  "security/detect-new-buffer": "medium",
  "security/detect-buffer-noassert": "medium",
  "security/detect-disable-mustache-escape": "medium",
  "security/detect-pseudoRandomBytes": "medium",
};
