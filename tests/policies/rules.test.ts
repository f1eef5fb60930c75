/** Each rule on what breaks it, wherever that can be written, and on what nearly does. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { describeRule } from "../../policies/describe-rule.ts";
import { rules } from "../../policies/index.ts";
import { type Finding, judge } from "../../policies/judge.ts";
import type { Patch } from "../../policies/rule.ts";
import { load } from "../spec/project.ts";
import { cases } from "./cases/index.ts";
import { projectFiles, today, write, writeBelow } from "./good.ts";

const root = join(import.meta.dirname, "../..");

/** By all rules, or by one: a case of a rule needs no other. */
function judgeFiles(written: Record<string, string>, only = rules): Finding[] {
  const environment = load(written, "prod");
  return judge(environment, declare(environment), { now: today, files: projectFiles, only });
}

test("the good environment gives no rule anything to say", () => {
  const found = judgeFiles(write({}));
  expect(found.filter(({ waived }) => !waived)).toEqual([]);
  expect(found.map(({ rule, waived }) => [rule, waived?.name])).toEqual([
    ["stateful-replicas", "one-cache"],
  ]);
});

test("each rule is in a file of its name, and has a page", () => {
  for (const { name } of rules) {
    expect(readFileSync(join(root, "policies/rules", `${name}.ts`), "utf8")).toContain(`"${name}"`);
  }
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
});

test.each(rules.map((rule) => [rule.name, rule] as const))(
  "the page of %s is what the rule says (else: npx andamio policies --write)",
  (name, rule) => {
    expect(readFileSync(join(root, "policies/docs", `${name}.md`), "utf8")).toBe(describeRule(rule));
  },
);

const ofFiles = rules.flatMap((rule) =>
  rule.wrong && rule.right ? [{ ...rule, wrong: rule.wrong, right: rule.right }] : [],
);

describe.each(ofFiles)("$name", (rule) => {
  const { name, wrong, right } = rule;
  const { more, fine, ids } = cases[name]!;
  const promise = "complains of %s, in one file and through extends";
  const bad: Record<string, Patch> = { "what its page calls wrong": wrong, ...more };
  const near: Record<string, Patch> = { "what its page calls right": right, ...fine };

  test("has at least three ways to break it, besides layers, and a near miss", () => {
    expect(Object.keys(bad).length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(near).length).toBeGreaterThanOrEqual(1);
  });

  test.each(Object.entries(bad))(ids ? `${ids} ${promise}` : promise, (_, patch) => {
    for (const written of [write(patch), writeBelow(patch)]) {
      const own = judgeFiles(written, [rule]).filter((finding) => finding.rule === name);
      expect(own).not.toEqual([]);
      for (const { reason, fix } of own) expect(reason && fix).toBeTruthy();
    }
  });

  test.each(Object.entries(near))("lets %s pass", (_, patch) => {
    const own = judgeFiles(write(patch), [rule]).filter((finding) => finding.rule === name);
    expect(own.filter(({ waived }) => !waived)).toEqual([]);
  });
});

test.each(rules.filter(({ declared }) => declared))(
  "$name complains of what its page calls wrong, and lets the right one pass",
  (rule) => {
    const { type, wrong, right } = rule.declared!;
    const environment = load(write({}), "prod");
    const findOwn = (props: Patch) => {
      const origin = { component: "api", pointer: "/components/api" };
      const declaration: Declaration = { type, name: "api", parent: "api", props, needs: [], origin };
      return judge(environment, [declaration], { now: today, only: [rule] });
    };
    expect(findOwn(wrong)[0]).toMatchObject({ rule: rule.name, pointer: "/components/api" });
    expect(findOwn(right).filter((finding) => finding.rule === rule.name)).toEqual([]);
  },
);
