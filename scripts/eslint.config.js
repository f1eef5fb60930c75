/** What the linter asks for: correctness, small functions, and the format. */
import tseslint from "typescript-eslint";

import { files, format, ignored } from "./format.config.js";

export default tseslint.config(
  { ignores: ignored },
  ...tseslint.configs.recommended,
  {
    files,
    rules: {
      "complexity": ["error", 10],
      "eqeqeq": "error",
      "no-console": "error",
      "prefer-const": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" }],
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
  // Entries and tests may print.
  { files: ["scripts/**", "tests/**", "platform/provider/**"], rules: { "no-console": "off" } },
  ...format,
);
