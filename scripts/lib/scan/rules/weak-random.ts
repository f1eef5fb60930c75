/** Numbers that can be guessed. */

import { makeRule, readCallee } from "./make-rule.ts";

export const weakRandom = makeRule("others can guess it: for what must not be guessed, use crypto.randomBytes", (report) => ({
  CallExpression(call) {
    const { name, of } = readCallee(call);
    if (of === "Math" && name === "random") report(call.callee);
  },
}));
