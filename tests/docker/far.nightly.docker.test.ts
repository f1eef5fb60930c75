/** An environment on a Docker host behind SSH: this machine, asked from outside. */
import { delimiter } from "node:path";

import { afterAll, expect, test } from "vitest";

import { startSshHost } from "../images/ssh-host.ts";
import { onDocker } from "../lab/lab.ts";
import { makeServerProject } from "./project.ts";

const name = "far";
const server = "require('http').createServer((q, r) => r.end('far')).listen(process.env.PORT)";
const describe = (host: string) => `version: 1
target: docker
docker: { host: "${host}", key: "\${ssh-key.value}" }
images:
  ready: { ref: node:24 }
  app: { build: ./app }
components:
  ssh-key: { kind: Secret, from: { variable: SSH_KEY } }
  key: { kind: Secret, generate: { bytes: 48, format: hex } }
  once: { kind: Job, image: app, command: [node, -e, ""] }
  api:
    kind: Service
    image: ready
    command: [node, -e, "${server}"]
    env: { KEY: "\${key.value}" }
    secretsAs: file
    port: 8000
    publish: { port: 18351 }
    health: { startPeriod: 30s }
`;

onDocker("an environment behind SSH", (lab) => {
  afterAll(() => lab.clean(name));

  test("whose key is in a Secret is built, deployed, looked at and removed as one that is near", async () => {
    lab.clean(name);
    await using host = await startSshHost({ knowsKey: false });
    const PATH = [host.programs, lab.variables["PATH"] ?? process.env["PATH"]].join(delimiter);
    const elsewhere = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
    const variables = { ...lab.variables, ...elsewhere, PATH, SSH_KEY: "none" };
    await using project = makeServerProject(name, describe(host.address), variables);
    const { code, output } = await project.andamio("up", name);
    expect([code, output]).toEqual([1, expect.stringContaining("docker.key is no key that ssh can use")]);
    expect(output).not.toContain("    at ");
    project.variables["SSH_KEY"] = host.key;
    await project.must("up", name);
    expect(await (await fetch("http://127.0.0.1:18351/")).text()).toBe("far");
    expect(await project.must("up", name)).toContain("nothing changed");
    expect(await project.must("status", name)).toMatch(/api +Service +ready/);
    expect(await project.must("exec", name, "api", "--", "cat", "/run/secrets/KEY")).toMatch(/[0-9a-f]{96}/);
    await project.must("destroy", name, "--data", "--yes");
    expect(lab.docker("ps", "-aq", "--filter", `label=andamio.environment=${name}`)).toBe("");
    expect(lab.docker("volume", "ls", "-q", "--filter", `label=andamio.environment=${name}`)).toBe("");
  });
});
