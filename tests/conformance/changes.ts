/**
 * One change of every field that this machine honours, on an environment that runs, and how it is
 * seen from outside. A lane is one component (or the file itself), changed by one field at a time:
 * so what is seen follows from that field alone.
 */
import { type Lane, readerVariable, serve, type Step } from "./change.ts";
import type { Patch } from "./changing.ts";
import { otherLanes } from "./other-changes.ts";
import { programLanes } from "./program-changes.ts";
import { storeLanes } from "./store-changes.ts";

export const lanes: readonly Lane[] = [...programLanes, ...storeLanes, ...otherLanes];

const stores = ["redis-1", "redis-2", "database-1", "database-2"].map((name) => [name, "url"]);
const sources = ["variable", "file", "config", "sops", "key", "command"];
const secrets = [...sources.map((source) => `from-${source}`), "optional", "generated"];
const values = secrets.map((name) => [name, "value"]);

/** It is told what each store and secret gives. */
const reader = {
  kind: "Worker",
  image: "plain",
  command: serve,
  env: {
    TRACE: "TRACES/reader",
    ...Object.fromEntries([...stores, ...values].map(([name = "", output]) =>
      [readerVariable(name), `\${${name}.${output}}`])),
  },
};

/** The environment before the first change. */
export const first: Patch = {
  ...Object.assign({ version: 1, target: "local" }, ...lanes.map(({ component, spec }) =>
    component ? {} : spec)),
  images: {
    plain: { build: "./plain", steps: [] },
    other: { build: "./other", steps: [] },
    made: { build: "./plain", steps: [] },
  },
  components: {
    ...Object.fromEntries(lanes.flatMap(({ component, spec }) =>
      component ? [[component, spec]] : [])),
    reader,
  },
};

/** Rounds of changes that are deployed together, at most one of each lane. */
export const rounds: readonly (readonly [Lane, Step])[][] = [
  ...zip(lanes.filter(({ alone }) => !alone)),
  ...lanes.filter(({ alone }) => alone).flatMap((lane) =>
    lane.steps.map((one): [Lane, Step][] => [[lane, one]])),
];

function zip(all: readonly Lane[]): [Lane, Step][][] {
  const length = Math.max(...all.map(({ steps }) => steps.length));
  return Array.from({ length }, (_, index) =>
    all.flatMap((lane): [Lane, Step][] => lane.steps[index] ? [[lane, lane.steps[index]]] : []));
}

/** What is laid over the file, in this order. */
export function patchesOf({ component }: Lane, { patch, beside }: Step): Patch[] {
  const own = component === undefined ? patch : { components: { [component]: patch } };
  return [own, ...(beside ? [{ components: beside }] : [])];
}

/**
 * What no process has: the verbs read it from the file each time. By field, the test that changes
 * it.
 */
export const ofVerbs: Readonly<Record<string, string>> = {
  "Environment.branch": "tests/ci/deploy.integration.test.ts",
  "Environment.state.secretsProvider": "tests/tools/state.test.ts",
  "Environment.policies.profile": "tests/spec/profile.test.ts",
  ...allIn("tests/policies/exceptions.test.ts", [
    "Environment.policies.rules",
    ...["rule", "component", "reason", "owner", "expires"]
      .map((one) => `Environment.policies.waivers.${one}`),
  ]),
  ...allIn("tests/ci/generated.test.ts", [
    ...["scan", "drift", "coverage", "approval", "kubeconfig", "sshKey", "awsRole"],
    ...["publish.heroku.folder", "publish.netlify.folder", "publish.netlify.publish"],
  ].map((one) => `Environment.workflows.${one}`)),
  "Environment.acknowledge": "tests/plan/acknowledge.test.ts",
  "Environment.moved": "tests/plan/moved.integration.test.ts",
  "Environment.parity": "tests/plan/parity.test.ts",
  "Database.role": "tests/policies/cases/data.ts",
  "Job.migrates": "tests/plan/declared-impacts.test.ts",
};

function allIn(file: string, fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, file]));
}
