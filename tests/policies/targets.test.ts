/** What each target declares for the good environment, as the rules about resources see it. */
import { expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { targets } from "../../platform/targets/index.ts";
import { listPods } from "../../policies/declared.ts";
import { rules } from "../../policies/index.ts";
import { judge } from "../../policies/judge.ts";
import { load } from "../spec/project.ts";
import { today, write } from "./good.ts";

const settings: Readonly<Record<string, object>> = {
  kubernetes: { kubernetes: { context: "prod", trustedProxies: ["10.42.0.0/16"] }, tls: { issuer: "letsencrypt" } },
};
const ofResources = ["hardened-pods", "hardened-containers", "covered-pods", "kept-data"];
const only = rules.filter(({ name }) => ofResources.includes(name));

function open(target: string) {
  const environment = load(write({ target, ...settings[target] }), "prod");
  return { environment, declarations: declare(environment) };
}

test.each(Object.keys(targets))("%s makes nothing that a rule about resources refuses", (target) => {
  const { environment, declarations } = open(target);
  const found = judge(environment, declarations, { now: today, only });
  expect(found.filter(({ rule }) => ofResources.includes(rule))).toEqual([]);
});

test("every pod and container of a real target is looked at, and what is spoilt is found", () => {
  const cluster = open("kubernetes");
  expect(listPods(cluster.declarations).length).toBeGreaterThanOrEqual(7);
  const unguarded = cluster.declarations.filter(({ type }) => !type.endsWith(":NetworkPolicy"));
  const loose = judge(cluster.environment, unguarded, { now: today, only });
  expect(loose.filter(({ rule }) => rule === "covered-pods").length).toBeGreaterThanOrEqual(5);
  const host = open("docker");
  const spoilt = host.declarations.map((one) =>
    one.type === "docker:index/container:Container" && one.parent === "api"
      ? { ...one, props: { ...one.props, privileged: true } }
      : one);
  const found = judge(host.environment, spoilt, { now: today, only });
  expect(found.map(({ rule, components }) => [rule, components])).toContainEqual([
    "hardened-containers", ["api"],
  ]);
});
