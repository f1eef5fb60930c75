/** The profile belongs to what an environment is: production cannot be made mild. */
import { expect, test } from "vitest";

import { load, makeProject, refuse } from "./project.ts";

const prod = (more: string) => `version: 1
${more}
images: { app: { build: ./app } }
components: { job: { kind: Job, image: app, command: [node, x.mjs] } }
`;
const place = "target: kubernetes\nkubernetes: { context: c, namespace: n }";
const backend = "state: { backend: \"s3://bucket\", secretsProvider: \"awskms://alias/a\" }";

test.each([
  ["no profile on prod's branch and cluster", `${place}\nbranch: main`, 2],
  ["a milder profile", `${place}\nbranch: main\npolicies: { profile: staging }`, 5],
  ["a state of the team and prod's branch", `target: local\nbranch: main\n${backend}`, 2],
  ["a cluster and a state of the team, without a branch", `${place}\n${backend}`, 2],
  ["another name of the branch", `target: docker\ndocker: { host: \"ssh://deploy@host\" }\nbranch: master`, 2],
])("%s is a fault at its line", (_, more, line) => {
  const { diagnostics } = refuse(makeProject({ "dev.yaml": prod(more) }));
  expect(diagnostics.filter(({ code }) => code === "mild-profile")).toMatchObject([{ line }]);
});

test("a profile that a layer above takes away is a fault where it does", () => {
  const root = makeProject({
    "prod.yaml": prod(`${place}\nbranch: main\n${backend}\npolicies: { profile: prod }`),
    "dev.yaml": "version: 1\nextends: ./prod.yaml\npolicies: null\n",
  });
  const { diagnostics } = refuse(root);
  expect(diagnostics.filter(({ code }) => code === "mild-profile")).toMatchObject([{ file: "environments/dev.yaml", line: 3 }]);
});

test.each([
  ["profile prod", `${place}\nbranch: main\npolicies: { profile: prod }`],
  ["a branch before prod's", `${place}\nbranch: develop\n${backend}\npolicies: { profile: staging }`],
  ["this machine", "target: local\nbranch: main"],
  ["a host without a branch", "target: docker\ndocker: { host: \"ssh://deploy@host\" }"],
])("%s is valid", (_, more) => {
  const files = { "dev.yaml": prod(more) };
  expect(() => load(files)).not.toThrow(/mild/);
});
