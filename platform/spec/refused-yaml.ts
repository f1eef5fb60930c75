/**
 * Finds what YAML has and the language has not: anchors, aliases, merge keys, tags and
 * directives.
 */
import type { Fault } from "./faults.ts";
import type { Source } from "./source.ts";
import type { Token } from "./tokens.ts";

const share = "hint: share with envGroups, images or extends: each value has one place";

const refused: Readonly<Record<string, { code: string; what: string; help: string }>> = {
  anchor: { code: "no-anchors", what: "the anchor", help: share },
  alias: { code: "no-anchors", what: "the alias", help: share },
  tag: { code: "no-tags", what: "the tag", help: "hint: remove it; every field has one type" },
  directive: {
    code: "no-directives",
    what: "the directive",
    help: "hint: remove it; files are YAML 1.2",
  },
};

export function findRefused(tokens: readonly Token[], source: Source): Fault[] {
  const faults: Fault[] = [];
  for (const token of tokens) {
    const rule = refused[token.type as string];
    const isMerge = token.type === "scalar" && token.source === "<<";
    if (!rule && !isMerge) continue;
    const words = String(token.source).trimEnd();
    const start = Number(token.offset);
    const span = { source, start, end: start + words.length };
    if (rule) {
      faults.push({
        code: rule.code,
        message: `${rule.what} "${words}" cannot be used here`,
        span,
        help: rule.help,
      });
    } else {
      faults.push({ code: "no-anchors", message: "\"<<\" cannot be used here", span, help: share });
    }
  }
  return faults;
}
