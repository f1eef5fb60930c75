/** The comment on a pull request, when there is more to say than it can hold. */
import { expect, test } from "vitest";

import type { Plan } from "../../platform/plan/plan.ts";
import { renderMarkdown } from "../../platform/plan/render-markdown.ts";
import { marker, renderComment } from "../../scripts/lib/ci/render-comment.ts";
import { files, plan } from "../plan/fixture.ts";

const around = { head: "a".repeat(40), base: "b".repeat(40), run: "https://example.com/run" };

/** The plan of a new environment, with its rows many times over. */
function makePlan(times: number): Plan {
  const found = plan(undefined, files);
  const repeat = <T>(all: readonly T[]): T[] =>
    Array.from({ length: times }).flatMap(() => [...all]);
  return { ...found, rows: repeat(found.rows), resources: repeat(found.resources) };
}

function isBalanced(text: string): boolean {
  const opened = text.split("<details>").length;
  const fences = [...text.matchAll(/^`{3,}/gm)].length;
  return opened === text.split("</details>").length && fences % 2 === 0;
}

test("what is short is told whole", () => {
  const found = makePlan(1);
  const text = renderComment([{ name: "dev", plan: found }], around);
  expect(text.startsWith(marker)).toBe(true);
  expect(text).toContain(renderMarkdown(found));
});

test.each([20, 200, 2000])("what is %s times as long is cut, and the table stays whole", (times) => {
  const names = ["dev", "staging", "prod"];
  const previewed = names.map((name) => ({ name, plan: makePlan(times) }));
  const whole = previewed.map((one) => renderMarkdown(one.plan)).join("");
  const text = renderComment(previewed, around);
  expect(whole.length).toBeGreaterThan(60_000);
  expect(text.length).toBeLessThanOrEqual(60_000);
  for (const { name, plan: { rows } } of previewed) {
    expect(text).toContain(`| \`${name}\` | ${rows.length} | `);
  }
  expect(text).toContain("https://example.com/run");
  expect(isBalanced(text)).toBe(true);
});

test("a short plan beside a long one is told whole", () => {
  const short = makePlan(1);
  const text = renderComment([{ name: "dev", plan: short }, { name: "prod", plan: makePlan(500) }], around);
  expect(text).toContain(renderMarkdown(short));
  expect(text.length).toBeLessThanOrEqual(60_000);
});

test("so many environments that not even their sections fit keep their lines in the table", () => {
  const previewed = Array.from({ length: 150 }, (_, at) => ({ name: `env-${at}`, plan: makePlan(30) }));
  const text = renderComment(previewed, around);
  expect(text.length).toBeLessThanOrEqual(60_000);
  for (const { name } of previewed) expect(text).toContain(`| \`${name}\` |`);
  expect(isBalanced(text)).toBe(true);
});
