/** The order of imports alone, for who wants to know of nothing else. */
import tseslint from "typescript-eslint";

import { files, format, ignored } from "./format.config.js";

const ofImports = format.map(({ rules = {}, ...rest }) => ({
  ...rest,
  rules: Object.fromEntries(
    Object.entries(rules).filter(([rule]) => rule.startsWith("sort-imports/")),
  ),
}));

export default [
  { ignores: ignored },
  {
    files,
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: "off" },
    // comments for the linter name its rules
    plugins: { "@typescript-eslint": tseslint.plugin },
  },
  ...ofImports,
];
