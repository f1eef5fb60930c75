/** A rule's page, made from the rule itself, so that it is true as long as its tests are. */
import { stringify } from "yaml";

import { profiles, type Rule } from "./rule.ts";

export function describeRule(rule: Rule): string {
  const { name, about, why, levels, requirements = [], wrong, right, declared, mend } = rule;
  const asked = profiles.map((profile) => `| ${profile} | ${levels[profile]} |`);
  const examples = declared
    ? [...show(`Wrong, in a resource \`${declared.type}\``, declared.wrong), ...show("Right", declared.right)]
    : [...show("Wrong", wrong), ...show("Right", right)];
  const mended = mend && "Level `remediate` puts the right value there by itself.\n";
  const ids = requirements.length > 0 && `Requirements: ${requirements.join(", ")}.\n`;
  return [
    `# ${name}\n`,
    `${about}\n`,
    `Without it: ${why}\n`,
    "| profile | level |",
    "|---|---|",
    ...asked,
    "",
    ...examples,
    ...[mended, ids].filter((one) => typeof one === "string"),
  ].join("\n");
}

function show(title: string, value: object | undefined): string[] {
  if (!value) return [];
  return [`${title}:`, "```yaml", stringify(value, { lineWidth: 100 }).trimEnd(), "```", ""];
}
