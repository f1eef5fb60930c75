/** What one does with an environment that runs on a real Docker daemon. */

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { onDocker } from "../lab/lab.ts";
import { startLoad } from "../load.ts";
import type { Project } from "../project.ts";
import { makeServerProject } from "./project.ts";

const name = "operates";
const url = "http://127.0.0.1:18311";
const environment = `version: 1
target: docker
images:
  app: { build: ./app }
components:
  key: { kind: Secret, generate: { bytes: 48, format: hex } }
  once: { kind: Job, image: app, command: [node, -e, "console.log('done once')"] }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { VERSION: "1", KEY: "\${key.value}" }
    port: 8000
    replicas: 2
    publish: { port: 18311 }
    volumes: { kept: { path: /app/kept } }
    health: { path: /, livePath: /live, interval: 2s, timeout: 3s, retries: 2, startPeriod: 20s }
  tasks: { kind: Worker, image: app, command: [sleep, infinity], env: { KEY: "\${key.value}" }, secretsAs: file }
  tick: { kind: CronJob, image: app, schedule: "0 0 1 1 *", command: [node, -e, "console.log('ticked'); process.exitCode = 4"] }
`;

onDocker("a running environment on docker", (lab) => {
  let project: Project;
  const ask = async (path = "/") => (await fetch(url + path, { headers: { connection: "close" } })).text();
  const ids = (...filters: string[]) => {
    const all = [`label=andamio.environment=${name}`, ...filters];
    return lab.docker("ps", "-q", ...all.flatMap((one) => ["--filter", one])).split("\n");
  };
  const inspectAll = (format: string) =>
    ids("label=andamio.unit=api").map((id) => lab.docker("inspect", "-f", format, id));
  const clean = () => lab.clean(name);

  beforeAll(async () => {
    clean();
    // as version 0.1.0 made it
    lab.docker("network", "create", "--label", `andamio.environment=${name}`, name);
    project = makeServerProject(name, environment, lab.variables);
    await project.must("up", name);
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    clean();
  });

  test("a network that was there stays, and is trusted as a whole", async () => {
    const subnet = lab.docker("network", "inspect", "-f", "{{(index .IPAM.Config 0).Subnet}}", name);
    const [id = ""] = ids("label=andamio.unit=api");
    expect(lab.docker("exec", id, "printenv", "TRUST_PROXY")).toBe(`127.0.0.1,${subnet}`);
    expect(await project.must("up", name)).toContain("nothing changed");
  });

  test("its log is shown, and each new line as it comes", async () => {
    expect(await project.must("logs", name, "once")).toContain("once | done once");
    const following = project.start("logs", name, "api", "-f", "--tail", "0");
    const asking = setInterval(() => void ask("/say").catch(() => undefined), 300);
    await following.says(/api-[12] \| said/).finally(() => clearInterval(asking));
    await following.interrupt();
  });

  test("commands run with a component's variables, and their exit codes are told", async () => {
    const print = "console.log(process.env.VERSION, process.getuid()); process.exit(7)";
    expect(await project.andamio("exec", name, "api", "--", "node", "-e", print)).toMatchObject({
      code: 7,
      output: expect.stringContaining("1 10001"),
    });
    expect(await project.must("run", name, "once")).toContain("done once");
    const { code, output } = await project.andamio("run", name, "tick");
    expect(code, output).not.toBe(0);
    expect(output).toContain("ticked");
    expect(await project.must("status", name)).toMatch(/tick .*code 4/);
  });

  test("a restart under 200 requests a second loses none", async () => {
    const before = inspectAll("{{.State.StartedAt}}");
    const load = startLoad(url);
    await project.must("restart", name, "api");
    const { sent, failed } = await load.end();
    expect(sent).toBeGreaterThan(100);
    expect(failed).toEqual([]);
    const after = inspectAll("{{.State.StartedAt}}");
    expect(after).toHaveLength(2);
    for (const one of before) expect(after).not.toContain(one);
  });

  test("a program that no longer answers is started again, and a container that was killed by up", async () => {
    await Promise.all([ask("/hang"), ask("/hang"), ask("/hang")]);
    const isRestarted = () => expect(inspectAll("{{.RestartCount}}")).toContain("1");
    await vi.waitFor(isRestarted, { timeout: 90_000, interval: 500 });
    lab.docker("kill", `${name}-tasks`);
    expect(await project.must("status", name)).toMatch(/tasks +Worker +(stopped|failed)/);
    await project.must("up", name);
    expect(ids("label=andamio.unit=tasks", "status=running")).toHaveLength(1);
  });

  test("a generated secret is rotated, and its dependents are started anew", async () => {
    const read = () => lab.docker("exec", `${name}-tasks`, "cat", "/run/secrets/KEY");
    const [before, tick] = [read(), ids("label=andamio.unit=tick")];
    await project.must("secrets", name, "rotate", "key");
    const after = read();
    expect(after).toMatch(/^[0-9a-f]{96}$/);
    expect(after).not.toBe(before);
    expect(lab.docker("exec", `${name}-api-2`, "printenv", "KEY")).toBe(after);
    expect(ids("label=andamio.unit=tick")).toEqual(tick);
  });

  test("down stops all of it and keeps what it wrote, up goes on with that", async () => {
    lab.docker("exec", `${name}-api-1`, "sh", "-c", "echo mine >/app/kept/note");
    await project.must("down", name);
    expect(ids()).toEqual([""]);
    await project.must("up", name);
    expect(lab.docker("exec", `${name}-api-2`, "cat", "/app/kept/note")).toBe("mine");
  });

  test("while one edits, what was edited is running", async () => {
    const following = project.start("dev", name);
    await following.says(/watching/);
    project.edit("VERSION: \"1\"", "VERSION: \"2\"");
    await vi.waitFor(async () => expect(await ask()).toBe("2"), { timeout: 60_000, interval: 200 });
    await following.says(/watching[^]*watching/);
    await following.interrupt();
    expect(await ask()).toBe("2");
  });
});
