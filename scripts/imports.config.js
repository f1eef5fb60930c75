/** The order of imports alone, for who wants to know of nothing else. */
import { alone, format } from "./format.config.js";

export default alone(
  format.map(({ rules = {}, ...rest }) => ({
    ...rest,
    rules: Object.fromEntries(
      Object.entries(rules).filter(([rule]) => rule.startsWith("sort-imports/")),
    ),
  })),
);
