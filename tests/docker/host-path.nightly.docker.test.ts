/** Kept data in a folder of the Docker host that the environment names. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { onDocker } from "../lab/lab.ts";
import type { Project } from "../project.ts";
import { makeServerProject } from "./project.ts";

const name = "placed";
const describe = (path: string) => `version: 1
target: docker
docker: { path: ${path} }
images: { ready: { ref: node:24 } }
components:
  cache: { kind: Redis }
  tasks:
    kind: Worker
    image: ready
    command: [sleep, infinity]
    env: { CACHE: "\${cache.url}" }
    volumes: { kept: { path: /kept } }
`;

onDocker("docker.path", (lab) => {
  const path = join(mkdtempSync(join(tmpdir(), "andamio-path-")), "made/for/it");
  const note = join(path, `${name}-kept-volume/note`);
  let project: Project;

  beforeAll(() => {
    lab.clean(name);
    project = makeServerProject(name, describe(path), lab.variables);
  });
  afterAll(async () => {
    await project[Symbol.asyncDispose]();
    rmSync(path, { recursive: true, force: true });
    lab.clean(name);
  });

  test("volumes lie in that folder of the host, and outlive the stack there", async () => {
    await project.must("up", name);
    lab.docker("exec", `${name}-tasks`, "sh", "-c", "echo mine >/kept/note");
    expect(readFileSync(note, "utf8")).toBe("mine\n");
    expect(await readdir(join(path, `${name}-cache-data`))).not.toEqual([]);
    expect(await project.must("up", name)).toContain("nothing changed");
    await project.must("destroy", name);
    await project.must("up", name);
    expect(lab.docker("exec", `${name}-tasks`, "cat", "/kept/note")).toBe("mine");
  });

  test("another folder would leave the data behind, so it is refused", async () => {
    project.edit(path, `${path}/other`);
    const { code, output } = await project.andamio("up", name);
    expect(code, output).toBe(2);
    expect(output).toMatch(/environments\/placed\.yaml:3:17: error: .*would lose data.*stays where it is now/);
    expect(lab.docker("exec", `${name}-tasks`, "cat", "/kept/note")).toBe("mine");
    project.edit(`${path}/other`, path);
  });

  test("destroy --data empties it", async () => {
    await project.must("destroy", name, "--data", "--yes");
    const left = await readdir(path, { recursive: true });
    expect(left.filter((one) => one.includes("/"))).toEqual([]);
    await project.must("up", name);
    expect(lab.docker("exec", `${name}-tasks`, "ls", "/kept")).toBe("");
  });
});
