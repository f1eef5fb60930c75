/** How the code looks: the one formatter, as rules that mend themselves. */
import stylistic from "@stylistic/eslint-plugin";
import sortImports from "eslint-plugin-simple-import-sort";
import tseslint from "typescript-eslint";

export const files = ["**/*.{ts,js,mjs,cjs}"];
export const ignored = [
  "**/node_modules/",
  "**/dist/",
  "**/generated/",
  "**/*.generated.*",
  "**/migrations/",
  "coverage/",
  "reports/",
  ".andamio/",
];

const customized = stylistic.configs.customize({
  quotes: "double",
  semi: true,
  indent: 2,
  braceStyle: "1tbs",
  arrowParens: true,
});

/** What cannot be broken without harm may be longer. */
const width = {
  code: 100,
  ignoreUrls: true,
  ignoreStrings: true,
  ignoreTemplateLiterals: true,
  ignoreRegExpLiterals: true,
};

/** @type {import("eslint").Linter.Config[]} */
export const format = [
  {
    files,
    plugins: { "@stylistic": stylistic, "sort-imports": sortImports },
    rules: {
      ...customized.rules,
      "@stylistic/nonblock-statement-body-position": "off",
      curly: ["error", "multi-line"],
      "@stylistic/max-len": ["error", width],
      "@stylistic/max-statements-per-line": "off",
      "@stylistic/operator-linebreak": "off",
      "@stylistic/multiline-ternary": "off",
      "@stylistic/quote-props": "off",
      "@stylistic/indent-binary-ops": "off",
      "@stylistic/linebreak-style": ["error", "unix"],
      "sort-imports/imports": ["error", { groups: [["^\\u0000", "^node:"], ["^@?\\w"], ["^\\."]] }],
      "sort-imports/exports": "error",
    },
  },
];

/**
 * Rules of looks, and nothing else, as a whole configuration.
 * @param {import("eslint").Linter.Config[]} looks
 */
export const alone = (looks) => [
  { ignores: ignored },
  {
    files,
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: "off" },
    // comments for the linter name its rules
    plugins: { "@typescript-eslint": tseslint.plugin },
  },
  ...looks,
];

export default alone(format);
