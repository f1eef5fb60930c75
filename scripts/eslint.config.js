/** What the linter asks for: correctness, small functions, and the format. */
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

import { files, format, ignored } from "./format.config.js";

export default defineConfig(
  globalIgnores(ignored),
  tseslint.configs.recommended,
  {
    files,
    rules: {
      complexity: ["error", 10],
      eqeqeq: "error",
      "no-console": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" },
      ],
    },
  },
  {
    // Processes of their own, whose output is what they are for.
    files: [
      "scripts/**",
      "tests/**",
      "platform/provider/main.ts",
      "platform/targets/local/*.ts",
      "platform/targets/docker/scheduler.ts",
      "app/{jobs,migrate,process}.ts",
      "app/prisma/*.ts",
    ],
    rules: { "no-console": "off" },
  },
  format,
);
