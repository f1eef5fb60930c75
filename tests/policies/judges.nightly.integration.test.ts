/** Each rule's bad example: we catch it, and a table tells what judges of others catch of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { rules } from "../../policies/index.ts";
import type { Rule } from "../../policies/rule.ts";
import { isCaught, openExample, renderExample } from "./examples.ts";
import { areThere, judgeFolders, type Other, others, type Said } from "./other-judges.ts";

const head = `# What others catch

For each rule its bad example, and what other judges say of it that they do not say of the good one:
kubeconform, kube-score and Checkov of the objects that are rendered for a cluster, hadolint and
Checkov of the image's file. A dash: nothing.

`;

const named = rules.map((rule) => [rule.name, rule] as const);

test.each(named)("%s catches its bad example, where it can be on a cluster", (_name, rule) => {
  expect(isCaught(rule, openExample(rule, "bad"))).toBe(true);
  expect(isCaught(rule, openExample(rule, "good"))).toBe(false);
});

/** tests/lab/judges.sh installs them. */
test.skipIf(!areThere)("the table of what others catch is true (else: vitest -u)", async () => {
  const said = await askOthers();
  const rows = rules.map(({ name }) => {
    const cells = others.map((one) => compare(said, name, one));
    return `| [${name}](${name}.md) | yes | ${cells.join(" | ")} |`;
  });
  const titles = ["rule", "Andamio", ...others];
  const table = [`| ${titles.join(" | ")} |`, `|${"---|".repeat(titles.length)}`, ...rows];
  await expect(`${head}${table.join("\n")}\n`).toMatchFileSnapshot("../../policies/docs/judges.md");
}, 600_000);

async function askOthers(): Promise<Record<string, Said>> {
  const folder = mkdtempSync(join(tmpdir(), "andamio-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const rule of rules) {
    const bad = renderExample(rule, openExample(rule, "bad"));
    const good = renderExample(rule, openExample(rule, "good"));
    writeOther(join(folder, `${rule.name}.bad`), bad, good);
    writeOther(join(folder, `${rule.name}.good`), good, bad);
  }
  writeOther(join(folder, "all.good"), renderExample(allGood, openExample(allGood, "good")), {});
  return judgeFolders(folder);
}

type Files = Readonly<Record<string, string>>;

const allGood = { ...rules[0]!, right: {}, declared: undefined } as Rule;

/** Of what is the same in both, the same is said. */
function writeOther(folder: string, files: Files, others: Files): void {
  mkdirSync(join(folder, "objects"), { recursive: true });
  const own = Object.entries(files).filter(([name, text]) => others[name] !== text);
  for (const [name, text] of own) writeFileSync(join(folder, name), text);
}

/** What is said of the bad example and not of the good one. */
function compare(said: Record<string, Said>, name: string, judge: Other): string {
  const good = new Set(said[`${name}.good`]![judge]);
  const always = said["all.good"]![judge].map((one) => one.split(" "));
  const ids = new Set(always.map(([id]) => id));
  const known = new Set(always.map(([, object]) => object));
  // what is said of nearly everything is no word on what an example adds
  const isUsual = (one: string) => {
    const [id, object] = one.split(" ");
    return ids.has(id) && !known.has(object);
  };
  const found = said[`${name}.bad`]![judge].filter((one) => !good.has(one) && !isUsual(one));
  return [...new Set(found.map((one) => one.split(" ")[0]!))].sort().join(" ") || "–";
}
