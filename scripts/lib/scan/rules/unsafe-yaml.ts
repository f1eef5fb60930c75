/** YAML that may make objects of any kind, or grow without end. */

import { makeRule, readCallee } from "./make-rule.ts";

export const unsafeYaml = makeRule("this YAML may make anything, or fill the memory: read it with a core schema and counted aliases", (report) => {
  const loaders = new Set<string>();
  return {
    ImportDeclaration({ source, specifiers }) {
      if (source.value !== "js-yaml") return;
      for (const { local } of specifiers) loaders.add(local.name);
    },
    CallExpression(call) {
      const { name = "", of } = readCallee(call);
      const isLoader = /^(load|loadAll)$/.test(name) && loaders.has(of ?? name);
      const isBounded = call.arguments.slice(1).some((one) => one.type === "ObjectExpression"
        && one.properties.some((each) => each.type === "Property"
          && each.key.type === "Identifier" && each.key.name === "schema"));
      if (isLoader && !isBounded) report(call.callee);
    },
    Property({ key, value }) {
      const isEndless = value.type === "UnaryExpression" && value.operator === "-";
      if (isEndless && key.type === "Identifier" && key.name === "maxAliasCount") {
        report(value);
      }
    },
  };
});
