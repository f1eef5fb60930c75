/** An environment on a real Docker daemon, which is asked what there is. */
import { execFileSync } from "node:child_process";

import { afterAll, expect, test } from "vitest";

import { onDocker } from "../lab/lab.ts";
import { makeServerProject } from "./project.ts";

const environment = `version: 1
target: docker
tls: { mode: internal, hsts: 1h }
images:
  app: { build: ./app }
components:
  key: { kind: Secret, generate: { bytes: 48, format: hex } }
  done: { kind: Job, image: app, command: [node, -e, "console.log('done once')"] }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { VERSION: "1", KEY: "\${key.value}" }
    secretsAs: file
    port: 8000
    publish: { port: 18301 }
    health: { path: /, startPeriod: 30s }
  keeper: { kind: Worker, image: app, command: [node, -e, "setInterval(() => 0, 1000)"], volumes: { uploads: { path: dist, size: 1Gi } } }
  web: { kind: Static, image: app, root: dist, fallback: index.html, proxy: { /api: "\${api.url}" }, publish: { port: 18302 }, route: { host: web.localhost } }
`;

onDocker("an environment on docker", (lab) => {
  const project = makeServerProject("deploys", environment, lab.variables);
  const up = () => project.must("up", "deploys");
  const ask = async (url: string) => (await fetch(url)).text();

  afterAll(async () => {
    await project[Symbol.asyncDispose]();
    lab.clean("deploys-");
    lab.clean("deploys.");
  });

  test("is deployed by one command, and the same again changes nothing", async () => {
    await up();
    expect(await ask("http://127.0.0.1:18301/")).toBe("1");
    expect(await up()).toContain("nothing changed");
  });

  test("B1 a program trusts its proxy alone, which keeps its address", () => {
    const address = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    const proxy = lab.docker("inspect", "-f", address, "deploys.proxy");
    lab.docker("restart", "deploys.proxy");
    expect(lab.docker("inspect", "-f", address, "deploys.proxy")).toBe(proxy);
    expect(lab.docker("exec", "deploys-api", "printenv", "TRUST_PROXY")).toBe(`127.0.0.1,${proxy}`);
  });

  test("its containers have no rights to spare, and show no secret", async () => {
    const ids = lab.docker("ps", "-aq", "--filter", "label=andamio.environment=deploys").split("\n");
    const secret = lab.docker("exec", "deploys-api", "cat", "/run/secrets/KEY");
    expect(secret).toMatch(/^[0-9a-f]{96}$/);
    expect(lab.docker("exec", "deploys-api", "stat", "-c", "%a %u", "/run/secrets/KEY")).toBe("600 10001");
    for (const id of ids) {
      const { Config, HostConfig } = await lab.client.getContainer(id).inspect();
      expect(JSON.stringify(Config)).not.toContain(secret);
      expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"], Privileged: false });
      expect(JSON.stringify(HostConfig)).not.toContain("docker.sock");
      expect(Config.User).toMatch(/^[1-9]/);
    }
  });

  test("a volume holds nothing of the image, and is mounted without options below API 1.45", async () => {
    expect(lab.docker("exec", "deploys-keeper", "ls", "-A", "dist")).toBe(".andamio-volume");
    const { HostConfig } = await lab.client.getContainer("deploys-keeper").inspect();
    expect(HostConfig.Mounts).toHaveLength(1);
    expect(HostConfig.Mounts![0]).not.toHaveProperty("VolumeOptions");
  });

  test.each([
    ["its cores", "deploys-api", ["update", "--cpus", "0.7", "deploys-api"]],
    ["its name", "deploys-api", ["rename", "deploys-api", "deploys-other"]],
    ["a container of which one may run", "deploys-keeper", ["update", "--cpus", "0.7", "deploys-keeper"]],
    ["a container with ports of the host", "deploys.proxy", ["update", "--cpus", "0.7", "deploys.proxy"]],
  ])("what was changed by hand is replaced under its name: %s", async (_what, name, command) => {
    const { Id, HostConfig } = await lab.client.getContainer(name).inspect();
    lab.docker(...command);
    await up();
    const replaced = await lab.client.getContainer(name).inspect();
    expect(replaced.Id).not.toBe(Id);
    expect(replaced.State.Running).toBe(true);
    expect(replaced.HostConfig.NanoCpus).toBe(HostConfig.NanoCpus);
    const names = lab.docker("ps", "-a", "--format", "{{.Names}}", "--filter", `name=${name}`);
    expect(names).toBe(name);
    expect(await ask("http://127.0.0.1:18301/")).toBe("1");
    expect(await up()).toContain("nothing changed");
  });

  test("files are served, also behind their public name, which is encrypted", async () => {
    expect(await ask("http://127.0.0.1:18302/any/where")).toContain("home");
    expect(await ask("http://127.0.0.1:18302/api")).toBe("1");
    const curl = (...args: string[]) => {
      const resolve = ["443", "80"].flatMap((port) => ["--resolve", `web.localhost:${port}:127.0.0.1`]);
      return execFileSync("curl", ["-ski", ...resolve, ...args], { encoding: "utf8" });
    };
    expect(curl("https://web.localhost/")).toMatch(/strict-transport-security: max-age=3600[\s\S]*home/i);
    expect(curl("http://web.localhost/")).toMatch(/^HTTP\/1.1 308 [\s\S]*Location: https:\/\/web\.localhost\//);
  });

  test("a version that does not start is refused with its line, and the one before serves", async () => {
    project.edit("VERSION: \"1\"", "VERSION: \"broken\"");
    const { code, output } = await project.andamio("up", "deploys");
    expect(code).toBe(1);
    expect(output).toMatch(/environments\/deploys\.yaml:\d+:\d+: error: api did not become ready/);
    expect(output).toContain("this version is broken");
    expect(await ask("http://127.0.0.1:18301/")).toBe("1");
    project.edit("VERSION: \"broken\"", "VERSION: \"2\"");
    await up();
    expect(await ask("http://127.0.0.1:18301/")).toBe("2");
    const names = lab.docker("ps", "-a", "--format", "{{.Names}}", "--filter", "name=deploys-api");
    expect(names).toBe("deploys-api");
  });

  test("N003-162 a port that somebody else has is told with its line and owner before anything is stopped", async () => {
    const other = ["run", "-d", "--rm", "-p", "127.0.0.1:18303:80", "--name", "deploys-stranger"];
    lab.docker(...other, "node:24", "sleep", "1000");
    project.edit("port: 18301", "port: 18303");
    const { code, output } = await project.andamio("up", "deploys");
    expect(code).toBe(1);
    expect(output).toMatch(/environments\/deploys\.yaml:\d+:\d+: error: .*port 18303 is taken by the container deploys-stranger/);
    expect(await ask("http://127.0.0.1:18301/")).toBe("2");
    lab.docker("rm", "-f", "deploys-stranger");
  });
});
