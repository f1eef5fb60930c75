/** Rules about what a target declares: what no file can say wrong, spoilt where it is declared. */
import { describe, expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import type { Props } from "../../policies/declared.ts";
import { rules } from "../../policies/index.ts";
import { judge } from "../../policies/judge.ts";
import { load } from "../spec/project.ts";
import { merge, today, write } from "./good.ts";

const origin = { component: "api", pointer: "/components/api" };

function findReasons(name: string, declarations: readonly Declaration[], patch = {}): string[] {
  const environment = load(write(patch), "prod");
  const only = rules.filter((rule) => rule.name === name);
  return judge(environment, declarations, { now: today, only })
    .filter(({ rule }) => rule === name).map(({ reason }) => reason);
}

function declareOne(type: string, props: Props): Declaration {
  return { type, name: "api", parent: "api", props, needs: [], origin };
}

test("these are all the rules that no file can break", () => {
  const names = rules.filter(({ wrong, right }) => !wrong || !right).map(({ name }) => name);
  expect(names).toEqual(["covered-pods", "hardened-containers", "hardened-pods", "kept-data"]);
});

const pods = rules.find(({ name }) => name === "hardened-pods")!.declared!;

/** A pod as it should be, with its specification and that of its container changed. */
function makePod(spec: object, container: object = {}, type = pods.type): Declaration {
  type Template = { spec: { containers: object[] } };
  const { spec: { template } } = pods.right as { spec: { template: Template } };
  const [good] = template.spec.containers;
  const own = merge(template.spec, { ...spec, containers: [merge(good, container)] });
  return declareOne(type, { spec: { template: { ...template, spec: own } } });
}

const secure = (more: object) => ({ securityContext: more });

describe("hardened-pods", () => {
  test.each([
    ["the host's network", makePod({ hostNetwork: true }), "hostNetwork"],
    ["a folder of the host", makePod({ volumes: [{ name: "x", hostPath: { path: "/" } }] }), "a hostPath"],
    ["an account, left to its default", makePod({ automountServiceAccountToken: null }), "a token of the cluster's API"],
    ["a user, left to its default", makePod({}, secure({ runAsNonRoot: null })), "may run as root"],
    ["more privileges, left to their default", makePod({}, secure({ allowPrivilegeEscalation: null })), "may get more privileges"],
    ["one capability dropped of many", makePod({}, secure({ capabilities: { drop: ["NET_RAW"] } })), "keeps capabilities"],
    ["no profile of seccomp", makePod({}, secure({ seccompProfile: { type: "Unconfined" } })), "has no seccomp profile"],
    ["no limit of memory", makePod({}, { resources: { limits: { memory: null } } }), "has no limits"],
    ["the tag latest", makePod({}, { image: "ghcr.io/acme/app:latest" }), "runs an image without a tag"],
    ["a step before the program", makePod({ initContainers: [{ image: "app:1" }] }), "may run as root"],
    ["a pod of a Job", makePod({ hostPID: true }, {}, "kubernetes:batch/v1:Job"), "hostPID"],
  ])("complains of %s", (_, declaration, reason) => {
    expect(findReasons("hardened-pods", [declaration])).toContain(`api: ${reason}`);
  });

  test.each([
    ["what the pod says for its containers", makePod(secure({ runAsNonRoot: true }), secure({ runAsNonRoot: null }))],
    ["a digest, and one that is known later", makePod({}, { image: { resource: "app-build", output: "image" } })],
    ["a folder of its own", makePod({ volumes: [{ name: "tmp", emptyDir: {} }] })],
  ])("lets %s pass", (_, declaration) => {
    expect(findReasons("hardened-pods", [declaration])).toEqual([]);
  });
});

describe("hardened-containers", () => {
  const { type, right } = rules.find(({ name }) => name === "hardened-containers")!.declared!;
  const job = (shape: unknown) => declareOne("andamio:docker:Job", { shape });

  test.each([
    ["privileges", { privileged: true }, "is privileged"],
    ["the host's processes", { pidMode: "host" }, "shares the host's network or processes"],
    ["the daemon's socket", { mounts: [{ source: "/run/docker.sock", target: "/s" }] }, "has the daemon's socket"],
    ["capabilities, left to their default", { capabilities: null }, "keeps capabilities"],
    ["memory, left to its default", { memory: null }, "has no limit of memory"],
    ["memory of 0, which is no limit", { memory: 0 }, "has no limit of memory"],
  ])("complains of %s, of what runs on and of a Job", (_, change, reason) => {
    const props = merge(right, change) as Props;
    for (const one of [declareOne(type, props), job(props)]) {
      expect(findReasons("hardened-containers", [one])).toEqual([`api: ${reason}`]);
    }
  });

  test("lets a network of its own, a volume, and a Job that is as it should be pass", () => {
    const near = merge(right, { networkMode: "andamio-prod", mounts: [{ source: "kept", target: "/data" }] });
    expect(findReasons("hardened-containers", [declareOne(type, near as Props), job(right)])).toEqual([]);
  });
});

describe("covered-pods", () => {
  const choose = (podSelector: object) =>
    declareOne("kubernetes:networking.k8s.io/v1:NetworkPolicy", { spec: { podSelector } });
  const pod = makePod({});

  test.each([
    ["no policy at all", []],
    ["one of other pods", [choose({ matchLabels: { component: "tasks" } })]],
    ["one that wants more than the pod has", [choose({ matchLabels: { component: "api", tier: "front" } })]],
    ["one whose words are not understood", [choose({ matchExpressions: [{ key: "tier", operator: "Exists" }] })]],
  ])("complains of %s", (_, policies) => {
    for (const type of [pods.type, "kubernetes:batch/v1:CronJob"]) {
      const all = [{ ...pod, type }, ...policies];
      expect(findReasons("covered-pods", all)).toEqual(["no NetworkPolicy chooses the pods of api"]);
    }
  });

  test.each([["every pod", {}], ["its own", { matchLabels: { component: "api" } }]])(
    "lets a policy of %s pass", (_, selector) => {
      expect(findReasons("covered-pods", [pod, choose(selector)])).toEqual([]);
    },
  );
});

describe("kept-data", () => {
  const drop = (isDropped: (one: Declaration) => boolean, patch = {}) =>
    declare(load(write(patch), "prod")).map((one) => (isDropped(one) ? { ...one, keep: false } : one));
  const reason = "destroy would remove its data";

  test.each([
    ["a server of databases", "db", {}],
    ["a Redis", "cache", {}],
    ["a file of SQLite", "file", { components: { file: { kind: "Database", engine: "sqlite", role: "analytics" } } }],
  ])("complains of %s", (_, name, patch) => {
    expect(findReasons("kept-data", drop(({ parent }) => parent === name, patch), patch)).toEqual([reason]);
  });

  test("lets programs go with their stack, and a database that is elsewhere", () => {
    expect(findReasons("kept-data", drop(({ parent }) => parent === "api"))).toEqual([]);
    const url = { kind: "Secret", from: { variable: "URL" } };
    const patch = { components: { url, db: { managed: { url: "${url.value}" } } } };
    expect(findReasons("kept-data", drop(({ parent }) => parent === "db", patch), patch)).toEqual([]);
  });
});
