/** Statements of SQL that are put together from texts, where values would be given beside them. */

import { readBuilt } from "./built-text.ts";
import { makeRule } from "./make-rule.ts";

const statement =
  /^\s*(select\b[^]*\bfrom\b|insert\s+into\b|replace\s+into\b|update\b[^]*\bset\b|delete\s+from\b|(create|drop|alter|truncate|grant)\s+\w+)/i;

export const sqlInjection = makeRule("SQL is put together from texts: give the values as parameters", (report) => ({
  CallExpression(call) {
    for (const word of call.arguments) {
      if (statement.test(readBuilt(word) ?? "")) report(word);
    }
  },
}));
