/** The systems of the examples with their stores and the app, on a real Docker daemon. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { copyProject } from "../journey/project.ts";
import { onDocker } from "../lab/lab.ts";
import type { Project } from "../project.ts";

const waiting = { timeout: 120_000, interval: 250 };
/** As they are, but that a dead database is noticed sooner. */
const claims = `version: 1
extends: ./examples/claims.yaml
components:
  db: { health: { interval: 2s } }
`;
const loans = `version: 1
extends: ./examples/loans.yaml
`;
const otherPorts = `components:
  banco-mysql: { publish: { port: 3308 } }
  redis: { publish: { port: 6380 } }
  backend: { publish: { port: 8001 } }
`;
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const waived = ["health-cron", "closed-cors", "error-tracker", "rate-limit", "min-replicas", "pinned-images"];
const collections = `version: 1
extends: ./examples/collections-prod.yaml
policies:
  profile: prod
  waivers:
${waived.map((rule) => `    ${rule}: { rule: ${rule}, reason: seen elsewhere, owner: ops, expires: ${inAMonth} }`).join("\n")}
components:
  web: { env: { MAIL_TRANSPORT: log } }
`;
const given = { DB_PASSWORD: "a-Long-one-7712", SECRET_KEY: "k".repeat(64), MAIL_USERNAME: "mailer", MAIL_PASSWORD: "m-7713", INIT_ADMIN_PASSWORD: "of-the-admin-7714" };

interface Preview {
  rows: { path: string; after?: string }[];
}

onDocker("the systems of the examples on docker", (lab) => {
  const inspect = (container: string, format: string) => lab.docker("inspect", "-f", format, container);
  const healthOf = (container: string) => inspect(container, "{{.State.Health.Status}}");
  const turns = (container: string, state: string) =>
    vi.waitFor(() => expect(healthOf(container)).toBe(state), waiting);
  const portsOf = (container: string) => inspect(container, "{{json .HostConfig.PortBindings}}");
  const ping = (container: string) =>
    lab.docker("exec", container, "sh", "-c", "REDISCLI_AUTH=$(cat /run/secrets/password) redis-cli ping");
  /** What the app says of its stores, which it asks. */
  const readHealth = async (port: number) => (await fetch(`http://127.0.0.1:${port}/health/`)).json();

  /** Deployed for the tests beside it, and removed with its data. */
  const deploy = (
    name: string,
    text: string,
    variables: Record<string, string> = {},
  ): (() => Project) => {
    let project: Project;
    let state: string;
    beforeAll(async () => {
      lab.clean(name);
      project = copyProject(text, name);
      // the state of production is kept outside of the project
      state = mkdtempSync(join(tmpdir(), "andamio-state-"));
      const kept = { PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE: "of a test" };
      Object.assign(project.variables, lab.variables, kept, variables);
      await project.must("up", name);
    });
    afterAll(async () => {
      await project?.[Symbol.asyncDispose]();
      rmSync(state, { recursive: true, force: true });
      lab.clean(name);
    });
    return () => project;
  };

  describe("claims", () => {
    // From the start: the daemon keeps its last 256 events, and each health check makes three.
    let events = "";
    beforeAll(() => {
      const filters = ["--filter", "container=reclamos_db", "--filter", "event=health_status"];
      const words = ["events", ...filters, "--format", "{{.TimeNano}} {{.Action}}"];
      const following = spawn("docker", words, { env: { ...process.env, ...lab.variables } });
      following.stdout.on("data", (chunk: Buffer) => (events += chunk.toString()));
      return () => void following.kill();
    });
    const project = deploy("claims-here", claims);

    test("its user interface is served with the API behind it, and its users can sign in", async () => {
      const ask = async (path: string) => (await fetch(`http://127.0.0.1:3000${path}`)).text();
      expect(await ask("/")).toContain("/main.js");
      expect(await ask("/reclamos/7")).toContain("/main.js");
      expect(await ask("/api.js")).toContain("http://localhost:8000/api");
      const { status } = await fetch("http://127.0.0.1:3000/api/auth/token", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: "admin", password: "admin1234" }),
      });
      expect(status).toBe(200);
    });

    test("R002-53 Redis has its image, name, restart rule and port, and answers PING", () => {
      expect(inspect("reclamos_redis", "{{.HostConfig.RestartPolicy.Name}}")).toBe("unless-stopped");
      const image = inspect("reclamos_redis", "{{.Image}}");
      expect(lab.docker("image", "inspect", "-f", "{{.Id}}", "redis:7")).toBe(image);
      expect(JSON.parse(portsOf("reclamos_redis"))).toEqual({ "6379/tcp": [{ HostIp: "127.0.0.1", HostPort: "6379" }] });
      expect(ping("reclamos_redis")).toBe("PONG");
    });

    test("R002-54 the backend starts after its database is healthy, and an edited file is running a moment later", async () => {
      const healthy = events.split("\n").find((one) => one.endsWith(": healthy"));
      const started = Date.parse(inspect("reclamos_backend", "{{.State.StartedAt}}"));
      // it was asked by the same check: the daemon's own, at its interval, may say so later
      const intervalMs = Number(inspect("reclamos_db", "{{printf \"%d\" .Config.Healthcheck.Interval}}")) / 1e6;
      expect(Number(healthy?.split(" ")[0]) / 1e6).toBeLessThan(started + intervalMs);
      expect(await readHealth(8000)).toMatchObject({ status: "ok" });

      const following = project().start("dev", "claims-here");
      await following.says(/watching/);
      const file = join(project().root, "app/server.ts");
      writeFileSync(file, `console.log("edited just now");\n${readFileSync(file, "utf8")}`);
      await following.says(/watching[^]*watching/);
      await following.interrupt();
      expect(lab.docker("logs", "reclamos_backend")).toContain("edited just now");
    });

    test("R002-52 the database is pinged by its own program, and unhealthy once its server stands still", async () => {
      const probe = inspect("reclamos_db", "{{json .Config.Healthcheck}}");
      expect(JSON.parse(probe)).toMatchObject({ Timeout: 5e9, Retries: 10 });
      expect(probe).toContain("mysqladmin");
      expect(healthOf("reclamos_db")).toBe("healthy");
      const send = (signal: string) =>
        lab.docker("exec", "reclamos_db", "sh", "-c", `kill -${signal} $(cat /tmp/mysql.pid)`);
      send("STOP");
      await turns("reclamos_db", "unhealthy");
      send("CONT");
      await turns("reclamos_db", "healthy");
    });

    test("R002-57 it is up in the background, the log of the backend is followed, it goes down, and its volumes with it on request", async () => {
      const following = project().start("logs", "claims-here", "backend", "-f", "--tail", "0");
      const ask = () => void fetch("http://127.0.0.1:8000/api/reclamos").catch(() => undefined);
      const asking = setInterval(ask, 300);
      await following.says(/backend-1 \| .*\/api\/reclamos/).finally(() => clearInterval(asking));
      await following.interrupt();
      await project().must("down", "claims-here");
      expect(lab.docker("volume", "ls", "-q", "--filter", "name=claims-here-db")).not.toBe("");
      await project().must("destroy", "claims-here", "--data", "--yes");
      expect(lab.docker("volume", "ls", "-q", "--filter", "name=claims-here-db")).toBe("");
    });
  });

  describe("loans", () => {
    const project = deploy("loans-here", loans, { MYSQL_PASSWORD: "loans-7711-of-MySQL" });

    test("L001-08 the preview shows the ports of MySQL and Redis, and the app reaches both", async () => {
      const file = "environments/other-ports.yaml";
      writeFileSync(join(project().root, file), `${loans}${otherPorts}`);
      const words = ["--offline", "--json", "--against", file];
      const { rows } = JSON.parse(await project().must("preview", "loans-here", ...words)) as Preview;
      const shown = new Map(rows.map(({ path, after }) => [path, after]));
      expect(shown.get("banco-mysql.publish.port")).toBe("3307");
      expect(shown.get("redis.publish.port")).toBe("6379");
      expect(shown.get("backend.publish.port")).toBe("8000");
      expect(await readHealth(8000)).toMatchObject({ status: "ok" });
    });

    test("L001-19 the container of MySQL has its name, image, port and database; its password is masked in the preview", async () => {
      expect(inspect("banco-mysql", "{{.Image}}")).toBe(lab.docker("image", "inspect", "-f", "{{.Id}}", "mysql:8.0"));
      expect(JSON.parse(portsOf("banco-mysql"))).toEqual({ "3306/tcp": [{ HostIp: "127.0.0.1", HostPort: "3307" }] });
      const { MYSQL_PASSWORD: password } = project().variables;
      const list = `MYSQL_PWD='${password}' mysql -h 127.0.0.1 -u loan_user -N -e 'show databases like \"loan%\"'`;
      expect(lab.docker("exec", "banco-mysql", "sh", "-c", list)).toBe("loan_system_db");
      expect(inspect("banco-mysql", "{{json .Config}}")).not.toContain(password);
      project().variables["MYSQL_PASSWORD"] = "loans-7712-of-MySQL";
      const shown = await project().must("preview", "loans-here");
      expect(shown).toContain("mysql-password");
      expect(shown).not.toMatch(/771[12]/);
    });

    test("L001-47 Redis is a container called redis on port 6379, and answers PING", () => {
      expect(JSON.parse(portsOf("redis"))).toEqual({ "6379/tcp": [{ HostIp: "127.0.0.1", HostPort: "6379" }] });
      expect(ping("redis")).toBe("PONG");
    });
  });

  describe("collections", () => {
    const project = deploy("collections-here", collections, given);
    const sql = (text: string) =>
      lab.docker("exec", "gestiones-db-prod", "sh", "-c", `PGPASSWORD=$(cat /run/secrets/password) psql -qAt -h 127.0.0.1 -U gestiones_user gestiones -c "${text}"`);

    test("N003-102 both the web and its database are healthy", async () => {
      await turns("gestiones-mvp-prod", "healthy");
      await turns("gestiones-db-prod", "healthy");
    });

    test("N003-103 the data of PostgreSQL outlive their container, and production does not let go of them", async () => {
      sql("create table kept (word text); insert into kept values ('kept')");
      const before = inspect("gestiones-db-prod", "{{.Id}}");
      await project().must("recreate", "collections-here", "db");
      expect(inspect("gestiones-db-prod", "{{.Id}}")).not.toBe(before);
      expect(sql("select word from kept")).toBe("kept");
      const { code, output } = await project().andamio("destroy", "collections-here", "--data");
      expect([code, output]).toEqual([2, expect.stringContaining("This removes the data")]);
      expect(sql("select word from kept")).toBe("kept");
    });
  });
});
