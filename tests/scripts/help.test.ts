/** The help pages. */
import { describe, expect, test } from "vitest";

import { describeProgram, describeVerb } from "../../scripts/lib/help.ts";
import { commonFlags } from "../../scripts/lib/verb.ts";
import { verbs } from "../../scripts/lib/verbs.ts";

const names = Object.keys(verbs);

function expectToFit(page: string): void {
  const lines = page.split("\n");
  expect(lines.length, page).toBeLessThanOrEqual(24);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
}

test("the program's page fits a terminal and names every verb", () => {
  expectToFit(describeProgram());
  for (const name of names) expect(describeProgram()).toMatch(new RegExp(`^  .*\\b${name}\\b`, "m"));
});

describe.each(Object.entries(verbs))("the page of %s", (name, { load }) => {
  test("fits a terminal, names every flag and gives examples of itself", async () => {
    const verb = await load();
    const page = describeVerb(verb);
    expectToFit(page);
    for (const flag of Object.keys({ ...verb.flags, ...commonFlags })) expect(page).toContain(`--${flag}`);
    expect(verb.usage.split(" ")[0]).toBe(name);
    expect(verb.examples.length).toBeGreaterThan(0);
    for (const [command] of verb.examples) expect(command.split(" ")[0]).toBe(name);
  });

  test("shows no flag that the verb would refuse", async () => {
    const verb = await load();
    const shown = [verb.usage, ...verb.examples.map(([command]) => command.split(" -- ")[0] ?? "")].join(" ");
    for (const [, flag = ""] of shown.matchAll(/--([a-z-]+)/g)) expect({ ...verb.flags, ...commonFlags }).toHaveProperty(flag);
  });
});
