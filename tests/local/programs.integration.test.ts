/** What a program finds: its volumes, its secrets as files, the variables of its build. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, expect, test } from "vitest";

import type { Outputs } from "../../platform/provider/handler.ts";
import { findTools, makeProject, type Project, stop } from "./project.ts";

beforeAll(findTools, 600_000);

/** A program that is a file `v` in a build of its own, so that a release is another folder. */
async function release(project: Project, version: string): Promise<Outputs> {
  mkdirSync(join(project.root, "web"), { recursive: true });
  writeFileSync(join(project.root, "web/v"), version);
  const built = await project.apply("Build", "web-build", { context: "web", steps: [] });
  return { location: built["path"], digest: built["digest"], workdir: "/app" };
}

function jobInputs(program: Outputs, script: string, more: Outputs = {}): Outputs {
  const command = ["sh", "-c", script];
  return { program, command, env: {}, stop, timeoutSeconds: 20, retries: 0, data: [], ...more };
}

async function mountUploads(project: Project) {
  const volume = await project.apply("Volume", "uploads-volume", { owner: "program" });
  return [{ path: "var/uploads", folder: volume["path"] }];
}

test("a volume below the workdir is kept over releases, and shared by who names it", async () => {
  await using project = makeProject();
  const mounts = await mountUploads(project);
  const first = await release(project, "1");
  const write = jobInputs(first, "cat v > var/uploads/written", { mounts });
  await project.apply("Job", "write", write);
  const second = await release(project, "2");
  const found = join(project.root, "found");
  const read = jobInputs(second, `cat v var/uploads/written > ${found}`, { mounts });
  const done = await project.apply("Job", "read", read);
  expect(readFileSync(found, "utf8")).toBe("21");
  await project.remove("Job", "read", read, done);
  await project.remove("Volume", "uploads-volume", { owner: "program" }, {});
  expect(readFileSync(join(String(mounts[0]!.folder), "written"), "utf8")).toBe("1");
  // without it, the build is as it was made
  expect(existsSync(join(String(second["location"]), "var"))).toBe(false);
});

test("builds with volumes go with the builds that they were made of", async () => {
  await using project = makeProject();
  const mounts = await mountUploads(project);
  for (const version of ["1", "2", "3", "4", "5"]) {
    const program = await release(project, version);
    await project.apply("Job", "write", jobInputs(program, "true", { mounts }));
  }
  const builds = readdirSync(project.paths.builds).filter((name) => !name.startsWith("."));
  expect(builds.filter((name) => name.includes("-"))).toHaveLength(3);
});

test("a secret as a file is read from a path that only its owner may open, and follows its value", async () => {
  await using project = makeProject();
  const program = await release(project, "1");
  const found = join(project.root, "found");
  const script = `cat "$KEY_FILE" > ${found}; echo "$KEY_FILE" > ${found}.path; echo "[$KEY]" >> ${found}`;
  const inputs = jobInputs(program, script, { files: { KEY: "first" } });
  await project.apply("Job", "show", inputs);
  expect(readFileSync(found, "utf8")).toBe("first[]\n");
  const path = readFileSync(`${found}.path`, "utf8").trim();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const done = await project.apply("Job", "show", { ...inputs, files: { KEY: "second" } });
  expect(readFileSync(found, "utf8")).toBe("second[]\n");
  expect(existsSync(path)).toBe(false);
  await project.remove("Job", "show", inputs, done);
  expect(readdirSync(join(project.paths.secrets, "files"))).toEqual([]);
});

test("arguments of a build are variables of its steps, and another value builds anew", async () => {
  await using project = makeProject({ "web/v": "1" });
  const inputs = { context: "web", steps: ["echo \"$FEATURE\" > feature"] };
  const first = await project.apply("Build", "web-build", { ...inputs, args: { FEATURE: "a b" } });
  const second = await project.apply("Build", "web-build", { ...inputs, args: { FEATURE: "c" } });
  expect(readFileSync(join(String(first["path"]), "feature"), "utf8")).toBe("a b\n");
  expect(readFileSync(join(String(second["path"]), "feature"), "utf8")).toBe("c\n");
});
