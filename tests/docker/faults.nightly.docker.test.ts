/** What goes wrong on a real Docker daemon: told in plain words, and mended by the next `up`. */
import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { onDocker } from "../lab/lab.ts";
import type { Project } from "../project.ts";
import { makeServerProject } from "./project.ts";
import { startSmallDaemon } from "./small-daemon.ts";

const name = "faulty";
const environment = `version: 1
target: docker
images:
  app: { build: ./app }
components:
  cache: { kind: Redis }
  once:
    kind: Job
    image: app
    command: [sh, -c, "echo ran >>/app/kept/runs; sleep 3"]
    env: { CACHE: "\${cache.host}" }
    volumes: { kept: { path: /app/kept } }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { VERSION: "1" }
    port: 8000
    replicas: 2
    publish: { port: 18341 }
    health: { path: /, startPeriod: 30s }
`;

onDocker("faults on docker", (lab) => {
  let project: Project;
  const list = (...args: string[]) => lab.docker(...args).split("\n").filter((line) => line !== "");
  const mine = ["--filter", `label=andamio.environment=${name}`];
  const refuse = async (...words: [string, RegExp]) => {
    const [place, what] = words;
    const { code, output } = await project.andamio("up", name);
    expect(code, output).toBe(1);
    expect(output).toMatch(what);
    expect(output).toContain(place);
    expect(output).not.toMatch(/^ +at /m);
  };

  beforeAll(() => {
    lab.clean(name);
    project = makeServerProject(name, environment, lab.variables);
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    lab.clean(name);
  });

  test("killed at any moment, with its engine or without, up goes on and makes nothing twice", async () => {
    const moments = [/docker\.network +(creat|updat)ing/, /cache +(creat|updat)ing/, /once +(creat|updat)ing/, /api +(creat|updat)ing container/];
    let kills = 0;
    for (const moment of moments) {
      const started = project.start("up", name);
      // an engine that outlived the last kill may have made it already
      const comes = await Promise.race([
        started.says(moment).then(() => true, () => false),
        started.ended.then(() => false),
      ]);
      if (!comes) continue;
      await sleep(500); // in the middle of it
      // the engine has a process group of its own, and goes on alone
      const engine = moment === moments.at(-1) ? [] : childrenOf(started.pid);
      for (const pid of [-started.pid, ...engine]) process.kill(pid, "SIGKILL");
      await started.ended;
      kills += 1;
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    await project.must("up", name);
    expect(list("ps", "-a", ...mine, "--format", "{{.Names}}").sort()).toEqual(
      ["-api-1", "-api-2", "-cache", "-once", ".proxy"].map((part) => name + part).sort(),
    );
    expect(list("network", "ls", "--format", "{{.Name}}").filter((one) => one.startsWith(name))).toEqual([name]);
    const runs = ["run", "--rm", "--network", "none", "-v", `${name}-kept-volume:/kept`, "node:24", "cat", "/kept/runs"];
    expect(list(...runs)).toEqual(["ran"]);
    expect(await project.must("up", name)).toContain("nothing changed");
  });

  test("no daemon, the wrong socket, and one that lets nobody in", async () => {
    const socket = join(tmpdir(), `andamio-nobody-${process.pid}.sock`);
    const server = createServer().listen(socket);
    chownSync(socket, 65_534, 65_534);
    const { DOCKER_HOST } = project.variables;
    project.variables["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
    await refuse(`environments/${name}.yaml:`, /no Docker daemon answers at unix:\/\/\/nowhere\/docker\.sock/);
    const { code, output: shown } = await project.andamio("preview", name);
    expect([code, shown.match(/^error: .*/gm)]).toEqual(
      [1, ["error: no Docker daemon answers at unix:///nowhere/docker.sock"]],
    );
    project.variables["DOCKER_HOST"] = `unix://${socket}`;
    project.through = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"];
    await refuse(`environments/${name}.yaml:`, /you may not use the Docker daemon at unix:/);
    project.through = [];
    project.variables["DOCKER_HOST"] = DOCKER_HOST!;
    server.close();
  });

  test("an image that does not exist is told at its line, and what runs goes on", async () => {
    project.edit("images:", "images:\n  none: { ref: \"127.0.0.1:1/none:1\" }");
    project.edit("components:", "components:\n  page: { kind: Service, image: none, port: 80 }");
    await refuse(`environments/${name}.yaml:4:3`, /error pulling image 127\.0\.0\.1:1\/none:1/);
    expect(await (await fetch("http://127.0.0.1:18341/")).text()).toBe("1");
    project.edit("  none: { ref: \"127.0.0.1:1/none:1\" }\n", "");
    project.edit("  page: { kind: Service, image: none, port: 80 }\n", "");
    await project.must("up", name);
  });

  test("a full disk is told, and the next up goes on", async () => {
    await using daemon = await startSmallDaemon();
    await using other = makeServerProject("full", `version: 1
target: docker
components:
  key: { kind: Secret, generate: { bytes: 32 } }
`, { ...lab.variables, DOCKER_HOST: daemon.address });
    daemon.fill();
    const { code, output } = await other.andamio("up", "full");
    expect(code, output).toBe(1);
    expect(output).toMatch(/environments\/full\.yaml:4:3: error: key: .*the disk of Docker is full/);
    daemon.free();
    await other.must("up", "full");
    const volumes = execFileSync("docker", ["-H", daemon.address, "volume", "ls", "-q"]);
    expect(String(volumes)).toBe("full.state\n");
  });

  test("what a killed engine held is no obstacle to destroy --data", async () => {
    const holder = ["--label", "andamio.kind=holder", "-v", `${name}.state:/volume`, "node:24", "never"];
    lab.docker("create", ...holder);
    await project.must("destroy", name, "--data", "--yes");
    expect(list("volume", "ls", "-q", ...mine)).toEqual([]);
  });
});

function childrenOf(pid: number): number[] {
  const found = execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
  return found.trim().split("\n").map(Number);
}
