/** Levels and waivers that an environment gives itself, and what validate and up make of them. */
import { expect, test } from "vitest";

import { diagnose } from "../../policies/diagnose.ts";
import { blocks, type Finding, judge } from "../../policies/judge.ts";
import { mend } from "../../policies/mend.ts";
import type { Patch } from "../../policies/rule.ts";
import { load } from "../spec/project.ts";
import { today, write } from "./good.ts";

const oneReplica = { api: { replicas: 1 } };
const waiver = { rule: "min-replicas", component: "api", reason: "r", owner: "o" };

function judgeWith(policies: Patch, components: Patch = oneReplica, now = today): Finding[] {
  const environment = load(write({ components, policies: { waivers: { "one-cache": null }, ...policies } }), "prod");
  const found = judge(environment, [], { now });
  return found.filter(({ rule }) => rule !== "stateful-replicas");
}

test("a violation blocks, with its place, what is wrong and what to write", () => {
  const environment = load(write({ components: oneReplica }), "prod");
  const findings = judge(environment, [], { now: today });
  expect(findings.filter(blocks).map(({ rule }) => rule)).toEqual(["min-replicas"]);
  const [told] = diagnose(findings, environment.locate);
  expect(told).toMatchObject({
    code: "min-replicas",
    file: "environments/prod.yaml",
    message: "\"api\": only one of it runs",
    help: "hint: replicas: 2 (policies/docs/min-replicas.md)",
  });
});

test("a waiver lets one component pass, and is told with its reason, owner and end", () => {
  const [found] = judgeWith({ waivers: { few: { ...waiver, expires: "2027-01-15" } } });
  expect(found).toMatchObject({ rule: "min-replicas", waived: { name: "few", reason: "r", owner: "o" } });
  expect(blocks(found!)).toBe(false);
});

test("a waiver of one component says nothing of another", () => {
  const more = { ...oneReplica, site: { kind: "Service", image: "app", command: ["x"], port: 1, envFrom: ["app"], health: { path: "/h", livePath: "/l" }, egress: "internet" } };
  const found = judgeWith({ waivers: { few: { ...waiver, expires: "2027-02-01" } } }, more);
  expect(found.filter(blocks).map(({ components }) => components)).toEqual([["site"]]);
});

test("a waiver is void after its last day in the environment's time zone, and then an error", () => {
  const policies = { waivers: { few: { ...waiver, expires: "2027-01-15" } } };
  const lastHour = new Date("2027-01-16T02:59:00Z"); // Buenos Aires is three hours behind
  expect(judgeWith(policies, oneReplica, lastHour).filter(blocks)).toEqual([]);
  const after = judgeWith(policies, oneReplica, new Date("2027-01-16T03:00:00Z"));
  expect(after.filter(blocks).map(({ rule, pointer }) => [rule, pointer])).toEqual([
    ["min-replicas", "/components/api/replicas"],
    ["waiver-expired", "/policies/waivers/few/expires"],
  ]);
});

test.each([["2027-07-14", []], ["2027-07-15", ["waiver-too-long"]], ["9999-12-31", ["waiver-too-long"]]])(
  "D5 a waiver ends within 180 days: %s",
  (expires, codes) => {
    const found = judgeWith({ waivers: { few: { ...waiver, expires } } }).filter(blocks);
    expect(found.map(({ rule }) => rule)).toEqual(codes);
    for (const { pointer, fix } of found) {
      expect([pointer, fix]).toEqual(["/policies/waivers/few/expires", expect.stringContaining("2027-07-14")]);
    }
  },
);

test("a waiver that covers nothing is a warning", () => {
  const [found, ...more] = judgeWith({ waivers: { few: { ...waiver, expires: "2027-02-01" } } }, {});
  expect(found).toMatchObject({ rule: "waiver-unused", level: "advisory" });
  expect(more).toEqual([]);
});

test.each([
  ["a rule that there is not", { rule: "min-replica" }, "unknown-rule", "did you mean \"min-replicas\"?"],
  ["a component that there is not", { component: "apis" }, "unknown-component", "did you mean \"api\"?"],
  ["a day that there is not", { expires: "2027-02-30" }, "bad-date", "2027-03-31"],
])("a waiver of %s is an error", (_, change, code, fix) => {
  const wrong = { ...waiver, expires: "2027-02-01", ...change };
  const found = judgeWith({ waivers: { few: wrong } }).filter(({ rule }) => rule === code);
  expect(found).toHaveLength(1);
  expect(blocks(found[0]!)).toBe(true);
  expect(found[0]!.fix).toContain(fix);
});

test("a stricter level needs nothing, a milder one a waiver of the whole rule", () => {
  const stricter = judgeWith({ rules: { "has-owner": "mandatory" } }, {});
  expect(stricter).toEqual([]);
  const milder = judgeWith({ rules: { "min-replicas": "advisory" } });
  expect(milder.filter(blocks).map(({ rule }) => rule)).toEqual(["min-replicas", "level-lowered"]);
  const { component: _, ...whole } = { ...waiver, expires: "2027-02-01" };
  const waived = judgeWith({ rules: { "min-replicas": "off" }, waivers: { few: whole } });
  expect(waived).toEqual([]);
});

test("a rule that there is not, and one that cannot mend, are errors", () => {
  const found = judgeWith({ rules: { "hst": "off", "min-replicas": "remediate" } }, {});
  expect(found.map(({ rule }) => rule)).toEqual(["unknown-rule", "not-mendable"]);
});

test("remediate puts the right value in its place, and says so", () => {
  const environment = load(write({ tls: { hsts: "30d" }, policies: { rules: { hsts: "remediate" } } }), "prod");
  const findings = judge(environment, [], { now: today });
  expect(findings.filter(blocks)).toEqual([]);
  expect(mend(environment, findings).tls?.hsts).toBe("365d");
  expect(environment.tls?.hsts).toBe("30d");
  const told = diagnose(findings, environment.locate);
  expect(told).toMatchObject([{ severity: "warning", code: "hsts", help: expect.stringContaining("365d") as string }]);
});

test("what one place does to many components is told once", () => {
  const environment = load(write({ envGroups: { app: { DEBUG: "1" } } }), "prod");
  const found = judge(environment, [], { now: today }).filter(({ rule }) => rule === "debug-off");
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ pointer: "/envGroups/app/DEBUG", components: ["migrate", "api", "tasks"] });
});
