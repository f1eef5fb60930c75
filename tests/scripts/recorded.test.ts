/** Verbs on an environment whose file is away, by the record in its state. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { loadEnvironment } from "../../platform/environment.ts";
import type { SpecRecord } from "../../platform/plan/record.ts";
import { makeRecord } from "../../platform/plan/record.ts";
import { findRecord } from "../../scripts/lib/engine/stack-file.ts";
import { findKnown } from "../../scripts/lib/recorded/environment-of.ts";
import { makeProject } from "../spec/project.ts";
import { runHere } from "./run-here.ts";

const far = `version: 1
target: docker
policies: { profile: staging }
docker: { host: "\${host.value}" }
components:
  host: { kind: Secret, from: { variable: FAR_HOST } }
  cache: { kind: Redis }
`;

/** Deployed to that folder of states, its file removed. */
function makeAway(folder: string): string {
  const root = makeProject({ "far.yaml": far });
  const spec = makeRecord(loadEnvironment(root, "far").merged, "0123456789abcdef+");
  rmSync(join(root, "environments/far.yaml"));
  const latest = { manifest: { time: "2026-01-02T03:04:05Z" }, resources: [{ type: "pulumi:pulumi:Stack", outputs: { spec } }] };
  const stacks = join(root, folder, ".pulumi/stacks/andamio");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, "far.json"), JSON.stringify({ checkpoint: { latest } }));
  return root;
}

test("C5 the host is the reference that the state holds, filled in where the verb runs", async () => {
  const root = makeAway(".andamio/state");
  process.env.FAR_HOST = "unix:///nowhere/docker.sock";
  const { code, stderr } = await runHere(root, ["status", "far"]);
  delete process.env.FAR_HOST;
  expect(code).toBe(1);
  // it came from a secret, so its value is masked
  expect(stderr).toContain("no Docker daemon answers at [secret]");
  const missing = await runHere(root, ["down", "far"]);
  expect(missing.stderr).toContain("FAR_HOST");
});

test("C5 one that a file's own backend or PULUMI_BACKEND_URL holds is found", async () => {
  const root = makeAway("states");
  await expect(findKnown(root, "far")).rejects.toMatchObject({ code: "environment_unknown" });
  process.env.PULUMI_BACKEND_URL = "file://states";
  const { environment, instead } = await findKnown(root, "far");
  const { stdout } = await runHere(root, ["ls", "--json"]);
  delete process.env.PULUMI_BACKEND_URL;
  expect(environment).toMatchObject({ target: "docker", profile: "staging", settings: { host: "${host.value}" } });
  expect(instead).toBe("no file");
  expect(JSON.parse(stdout)).toMatchObject({
    environments: [{ environment: "far", target: "docker", file: "absent", commit: "0123456789abcdef+", deployedAt: "2026-01-02T03:04:05Z" }],
  });
  writeFileSync(join(root, "environments/here.yaml"), "version: 1\ntarget: local\nstate: { backend: \"file://states\" }\ncomponents: {}\n");
  expect((await findKnown(root, "far")).environment.state.backend).toBe("file://states");
});

test("C5 a torn state is listed with what is not known of it", async () => {
  const root = makeAway(".andamio/state");
  writeFileSync(join(root, ".andamio/state/.pulumi/stacks/andamio/far.json"), "{\"checkpoint\":");
  const { code, stdout } = await runHere(root, ["ls"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^far +unknown +absent +unknown +- +unknown: neither its file nor its state/m);
});

test("what a stack remembers is found also where version 0.1.0 was typed by hand", () => {
  const spec = { format: 1 } as unknown as SpecRecord;
  const stack = (outputs: object) => [{ urn: "u", type: "pulumi:pulumi:Stack", outputs }];
  expect(findRecord(stack({ spec }))).toBe(spec);
  expect(findRecord(stack({ outputs: { spec } }))).toBe(spec);
  expect(findRecord([])).toBeUndefined();
});
