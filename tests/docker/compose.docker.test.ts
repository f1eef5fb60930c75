/** What `andamio compose` writes, taken by Debian's docker-compose on a real daemon. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { declare } from "../../platform/declare.ts";
import { listEnvironments, loadEnvironment } from "../../platform/environment.ts";
import { docker } from "../../platform/targets/docker/index.ts";
import { onDocker } from "../lab/lab.ts";
import { runScript } from "../lab/shell.ts";
import { makeServerProject } from "./project.ts";

const name = "composed";
const environment = `version: 1
target: docker
tls: { mode: internal }
images:
  app: { build: ./app }
components:
  key: { kind: Secret, from: { variable: KEY } }
  once: { kind: Job, image: app, command: [node, -e, ""] }
  api:
    kind: Service
    image: app
    command: [node, server.mjs]
    env: { VERSION: "1", KEY: "\${key.value}" }
    secretsAs: file
    port: 8000
    publish: { port: 18331 }
    health: { path: /, interval: 2s, startPeriod: 30s }
  web: { kind: Static, image: app, root: dist, fallback: index.html, headers: { x-made: here }, proxy: { /api: "\${api.url}" }, publish: { port: 18332 } }
  tick: { kind: CronJob, image: app, schedule: "0 2 * * *", command: [node, -e, "console.log('ticked $5')"] }
`;

onDocker("a compose file", (lab) => {
  const compose = (folder: string, ...args: string[]) =>
    execFileSync("docker-compose", ["-p", name, ...args], {
      cwd: folder,
      env: { ...process.env, ...lab.variables },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });

  beforeAll(async () => {
    const found = spawnSync("docker-compose", ["version"]);
    if (found.error) await runScript("install.sh", "docker-compose");
  });
  afterAll(() => lab.clean(name));

  test("of each environment on docker is a correct one", () => {
    const root = join(import.meta.dirname, "../..");
    const rendered = listEnvironments(root)
      .map((one) => loadEnvironment(root, one.name))
      .filter(({ target }) => target === "docker")
      .map((one) => docker.render!(declare(one), {})["compose.yaml"]!);
    expect(rendered.length).toBeGreaterThan(6);
    for (const text of rendered) {
      using folder = mkdtempDisposableSync(join(tmpdir(), "andamio-compose-"));
      const variables = [...text.matchAll(/\$\{([A-Z0-9_]+):\?/g)].map(([, variable]) => `${variable}=x\n`);
      for (const [, context] of text.matchAll(/context: "?([\w./-]+)/g)) {
        mkdirSync(join(folder.path, context!), { recursive: true }); // it looks for what is built
      }
      writeFileSync(join(folder.path, "docker-compose.yaml"), text);
      writeFileSync(join(folder.path, ".env"), [...new Set(variables)].join(""));
      expect(() => compose(folder.path, "config", "-q"), text).not.toThrow();
    }
  });

  test("starts what andamio up would: services, files, schedules, and nothing secret in sight", async () => {
    await using project = makeServerProject(name, environment, lab.variables);
    using folder = mkdtempDisposableSync(join(tmpdir(), "andamio-compose-"));
    await project.must("compose", name, "--to", folder.path);
    mkdirSync(join(folder.path, "secrets"));
    writeFileSync(join(folder.path, "secrets/api-KEY"), "canary");
    try {
      compose(folder.path, "up", "-d");
      const ask = async (url: string) => (await fetch(url)).text();
      await vi.waitFor(async () => expect(await ask("http://127.0.0.1:18331/")).toBe("1"), { timeout: 30_000 });
      expect(await ask("http://127.0.0.1:18332/any/where")).toContain("home");
      expect(await ask("http://127.0.0.1:18332/api")).toBe("1");
      const inside = (...words: string[]) => compose(folder.path, "exec", "-T", ...words).trim();
      expect(inside("api", "cat", "/run/secrets/KEY")).toBe("canary");
      const asked = "fetch('http://web:80/').then(({ headers }) => console.log(headers.get('x-made')))";
      expect(inside("api", "node", "-e", asked)).toBe("here");
      const proxy = compose(folder.path, "ps", "-q", "environment-proxy").trim();
      const address = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
      const trusted = `127.0.0.1,${lab.docker("inspect", "-f", address, proxy)}`;
      expect(inside("api", "printenv", "TRUST_PROXY")).toBe(trusted);
      expect(inside("tick", "node", "/run/andamio/scheduler.mjs", "once")).toBe("ticked $5");
      expect(readFileSync(join(folder.path, "compose.yaml"), "utf8")).not.toContain("canary");
    } finally {
      compose(folder.path, "down", "-v");
    }
  });
});
