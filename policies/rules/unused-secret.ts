/** Every secret is there for something. */
import { listReferences } from "../../platform/spec/references.ts";
import { listComponents } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const unusedSecret: Rule = {
  name: "unused-secret",
  about: "Every Secret is referred to by something.",
  why: "A secret without a use can leak like any other, and nobody would miss it.",
  levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
  check({ environment }) {
    const uses = listTexts(environment).flatMap(listReferences);
    return listComponents(environment, ["Secret"])
      .filter(({ name }) => !uses.some(({ component }) => component === name))
      .map(({ at }) => ({ at, reason: "nothing uses it", fix: "remove it, or refer to it" }));
  },
  wrong: { components: { "old-key": { kind: "Secret", generate: { bytes: 48 } } } },
  right: {
    components: {
      "old-key": { kind: "Secret", generate: { bytes: 48 } },
      tasks: { env: { OLD_KEY: "${old-key.value}" } },
    },
  },
};

function listTexts(value: unknown): string[] {
  if (typeof value === "string") return value.includes("${") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(listTexts) : [];
}
