/** Hashes and ciphers that are broken, and connections whose other end nobody looks at. */

import { makeRule, type Node, readCallee } from "./make-rule.ts";

const weak: Readonly<Record<string, RegExp>> = {
  createHash: /^(md[245]|sha-?1|ripemd.*)$/i,
  createHmac: /^(md[245]|ripemd.*)$/i,
  createCipheriv: /^(des|rc[24]|bf|seed|idea)|ecb$/i,
  createDecipheriv: /^(des|rc[24]|bf|seed|idea)|ecb$/i,
};

export const weakCrypto = makeRule("this keeps nothing secret, and proves nothing: use SHA-256, AES-GCM, and certificates", (report) => ({
  CallExpression(call) {
    const { name = "" } = readCallee(call);
    const [first] = call.arguments;
    if (name === "createCipher" || name === "createDecipher") report(call.callee);
    const known = Object.hasOwn(weak, name) && first?.type === "Literal";
    if (known && weak[name]!.test(String(first.value))) report(first);
  },
  Property({ key, value }) {
    const isFalse = value.type === "Literal" && value.value === false;
    if (isFalse && key.type === "Identifier" && key.name === "rejectUnauthorized") {
      report(value as Node);
    }
  },
}));
