/** The containers of the five systems, as the examples describe and target docker renders them. */
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";
import { stringify } from "yaml";

import { declare } from "../../platform/declare.ts";
import { type Environment, loadEnvironment } from "../../platform/environment.ts";
import { listEnvironments } from "../../platform/environment-files.ts";
import { runHere } from "../scripts/run-here.ts";
import { findFaults, load, makeProject } from "./project.ts";
import { containerOf, imageOf, isContainer, portsOf, variablesOf } from "./rendered.ts";

const root = join(import.meta.dirname, "../..");
const examples = join(root, "environments/examples");
const text = (name: string): string => readFileSync(join(examples, `${name}.yaml`), "utf8");
const loadExample = (name: string): Environment => loadEnvironment(root, name);

/** The resources that a preview lists when there was nothing before. */
async function preview(name: string): Promise<string[]> {
  const empty = stringify({ version: 1, target: "docker", components: {} });
  const layer = { "collections-base.yaml": text("collections-base") };
  const project = makeProject({ "nothing.yaml": empty, ...layer, [`${name}.yaml`]: text(name) });
  mkdirSync(join(project, "app"));
  cpSync(join(examples, "ui"), join(project, "environments/examples/ui"), { recursive: true });
  cpSync(join(root, "app/Dockerfile"), join(project, "app/Dockerfile"));
  const words = ["preview", name, "--offline", "--json", "--against", "environments/nothing.yaml"];
  const { stdout, stderr } = await runHere(project, words);
  expect(stderr).not.toContain("error");
  const { resources } = JSON.parse(stdout) as { resources: { type: string; name: string }[] };
  return resources.map(({ type, name: called }) => `${type.split(":").at(-1)} ${called}`);
}

interface Component {
  kind: string;
  command?: string[];
  image?: string;
  root?: string;
}

const systems = ["call-centre-ops", "loans", "claims-prod", "collections-prod", "integrations"];

test.each(systems)("%s is a whole system: somebody can sign in, sessions are cleared, its health is checked", (name) => {
  const components: Component[] = Object.values(loadExample(name).components as object);
  const jobs = (kind: string) =>
    components.flatMap((one) => (one.kind === kind ? (one.command?.[2] ?? "") : []));
  expect(jobs("Job").some((job) => job === "seed" || job === "init-prod-db")).toBe(true);
  expect(jobs("CronJob")).toEqual(expect.arrayContaining(["health-check"]));
  expect(jobs("CronJob").some((job) => /clear-sessions|flush-expired/.test(job))).toBe(true);
  if (name !== "integrations") return;
  expect(jobs("CronJob")).toEqual(
    expect.arrayContaining(["run-integraciones-maintenance", "smoke-integraciones"]),
  );
});

test.each(["call-centre", "claims", "collections-dev"])("%s, for development, makes the users of seed", (name) => {
  const components: Component[] = Object.values(loadExample(name).components as object);
  const seeds = components.filter(({ kind, command }) => kind === "Job" && command?.[2] === "seed");
  expect(seeds).toHaveLength(1);
});

test("every Static of the examples finds its files in the build that it names", () => {
  const names = listEnvironments(root).filter(({ file }) => file.includes("examples/"));
  const statics = names.flatMap(({ name }) => {
    const { components, images } = loadExample(name);
    return Object.values(components as unknown as Record<string, Component>).flatMap((one) =>
      one.kind === "Static" ? [[name, join(images[one.image!]!.build!, one.root!)] as const] : [],
    );
  });
  expect(statics.length).toBeGreaterThan(1);
  for (const [name, folder] of statics) {
    expect([name, readdirSync(join(root, folder))]).toEqual([name, expect.arrayContaining(["index.html"])]);
  }
});

describe("the call centre", () => {
  test("C000-51 the local stack is five containers, which the preview lists", async () => {
    const environment = loadExample("call-centre");
    const parents = declare(environment).filter((one) => isContainer(one) && one.parent);
    expect(parents.map(({ parent }) => parent).sort()).toEqual(
      ["analytics", "backend", "celery", "postgres", "redis"],
    );
    const listed = await preview("call-centre");
    expect(listed).toEqual(expect.arrayContaining(parents.map(({ name }) => `Container ${name}`)));
    expect(imageOf(environment, "celery")).toBe(imageOf(environment, "backend"));
  });

  test("the second database is for analytics, and has a variable of its own", () => {
    const environment = loadExample("call-centre");
    expect(imageOf(environment, "postgres")).toBe("postgres:15");
    expect(imageOf(environment, "analytics")).toBe("mysql:8.0");
    const { ANALYTICS_DATABASE_URL: url } = variablesOf(environment, "backend");
    expect(JSON.stringify(url)).toMatch(/mysql:\/\/app:.*@analytics:3306\/app/);
  });

  test("C000-73 the dump is told its database by variables, and has a volume for its files", () => {
    const environment = loadExample("call-centre-ops");
    const { DB_HOST, DB_USER, DB_NAME } = variablesOf(environment, "dump");
    expect({ DB_HOST, DB_USER, DB_NAME }).toEqual(
      { DB_HOST: "postgres", DB_USER: "app", DB_NAME: "app" },
    );
    const { mounts } = containerOf(environment, "dump");
    expect(mounts.map(({ target }) => target)).toContain("/backups");
  });
});

test("loans: MySQL is found on 3307, Redis on 6379, the backend on 8000, the interface on 5173", () => {
  const environment = loadExample("loans");
  const { name, restart } = containerOf(environment, "banco-mysql");
  expect([name, restart, imageOf(environment, "banco-mysql")]).toEqual(
    ["banco-mysql", "unless-stopped", "mysql:8.0"],
  );
  expect(environment.components["banco-mysql"]).toMatchObject(
    { name: "loan_system_db", user: "loan_user" },
  );
  expect(portsOf(environment, "banco-mysql")).toEqual(["127.0.0.1:3307:3306"]);
  expect(portsOf(environment, "redis")).toEqual(["127.0.0.1:6379:6379"]);
  expect(portsOf(environment, "backend")).toEqual(["127.0.0.1:8000:8000"]);
  const published = containerOf(environment, "").ports!.map(({ external }) => external);
  expect(published.sort()).toEqual([5173, 8000]);
  const variables = variablesOf(environment, "backend");
  expect(variables).toMatchObject(
    { MYSQL_NAME: "loan_system_db", MYSQL_USER: "loan_user", MYSQL_HOST: "banco-mysql", MYSQL_PORT: "3306" },
  );
  expect(variables.MYSQL_PASSWORD).toMatchObject([{ $ref: "mysql-password", secret: true }]);
});

describe("claims", () => {
  test("R002-50 the preview lists five containers and the volume of the database", async () => {
    const listed = await preview("claims");
    expect(listed.filter((one) => one.startsWith("Container "))).toHaveLength(5);
    expect(listed.some((one) => one.startsWith("Volume db-data"))).toBe(true);
  });

  test("R002-51 the database has its names, port and volume; a password that is written is refused", () => {
    const environment = loadExample("claims");
    const { name, restart, mounts, healthcheck } = containerOf(environment, "db");
    expect([name, restart, imageOf(environment, "db")]).toEqual(
      ["reclamos_db", "unless-stopped", "mysql:8.0"],
    );
    expect(environment.components.db).toMatchObject({ name: "reclamos", user: "reclamos_user" });
    expect(portsOf(environment, "db")).toEqual(["127.0.0.1:3306:3306"]);
    expect(mounts.map(({ target }) => target)).toContain("/var/lib/mysql");
    expect(healthcheck).toMatchObject({ timeout: "5s", retries: 10 });
    const written = text("claims").replace("user: reclamos_user", "user: reclamos_user\n    password: reclamos_pass");
    for (const profile of ["staging", "prod"]) {
      const yaml = `${written}policies: { profile: ${profile} }\n`;
      const faults = findFaults({ "claims.yaml": yaml }, "claims");
      expect(faults.map(({ code }) => code)).toContain("plain-credential");
    }
  });

  test("the others have the names, ports and restart rules of the sources", () => {
    const environment = loadExample("claims");
    const rows = ["redis", "backend", "celery"].map((component) => {
      const { name, restart } = containerOf(environment, component);
      return [name, restart, ...portsOf(environment, component)];
    });
    expect(rows).toEqual([
      ["reclamos_redis", "unless-stopped", "127.0.0.1:6379:6379"],
      ["reclamos_backend", "unless-stopped", "127.0.0.1:8000:8000"],
      ["reclamos_celery", "unless-stopped"],
    ]);
    expect(imageOf(environment, "redis")).toBe("redis:7");
    expect(environment.images.frontend?.args).toEqual({ VITE_API_URL: "http://localhost:8000/api" });
    expect(containerOf(environment, "").ports!.map(({ external }) => external)).toContain(3000);
  });

  test("R002-55 the worker runs the image of the backend by another command", () => {
    const environment = loadExample("claims");
    expect(imageOf(environment, "celery")).toBe(imageOf(environment, "backend"));
    expect(containerOf(environment, "celery").command).not.toEqual(
      containerOf(environment, "backend").command,
    );
    const { DATABASE_URL, REDIS_URL } = variablesOf(environment, "celery");
    expect({ DATABASE_URL, REDIS_URL }).toEqual(
      (({ DATABASE_URL: url, REDIS_URL: redis }) => ({ DATABASE_URL: url, REDIS_URL: redis }))(
        variablesOf(environment, "backend"),
      ),
    );
  });

  test("R002-67 in dev REDIS_URL is database 0 of a Redis on this machine, at port 6379 where that is free", () => {
    const declared = declare(loadExample("dev"));
    const { props } = declared.find(({ name }) => name === "cache")!;
    expect(props).toMatchObject({ engine: "redis", port: 6379 });
    for (const unit of ["migrate", "api", "tasks"]) {
      const { env } = declared.find(({ name }) => name === unit)!.props as {
        env: { REDIS_URL: { $join: (string | { $ref: string; output: string })[] } };
      };
      const parts = env.REDIS_URL.$join.map((part) => typeof part === "string" ? part : `${part.$ref}.${part.output}`);
      expect(parts.join("")).toBe("redis://:cache-password.value@cache.host:cache.port/0");
    }
  });

  test("R002-58 production mounts no source, reloads nothing and publishes no database", () => {
    const environment = loadExample("claims-prod");
    for (const component of ["db", "redis"]) expect(portsOf(environment, component)).toEqual([]);
    for (const component of ["backend", "celery"]) {
      const { mounts, command } = containerOf(environment, component);
      expect(mounts).toEqual([]);
      expect(command.join(" ")).not.toMatch(/watch|reload/);
    }
  });
});

describe("collections", () => {
  test("N003-03 production is served on 127.0.0.1:5000, on PostgreSQL", () => {
    const environment = loadExample("collections-prod");
    expect(portsOf(environment, "web")).toEqual(["127.0.0.1:5000:8000"]);
    expect(environment.components.db).toMatchObject({ engine: "postgresql" });
  });

  test("N003-101 N003-105 the web and the database have the names of the sources; no port of the database is published", () => {
    const environment = loadExample("collections-prod");
    expect(containerOf(environment, "web").name).toBe("gestiones-mvp-prod");
    expect(containerOf(environment, "db").name).toBe("gestiones-db-prod");
    expect(environment.components.db).toMatchObject({ name: "gestiones", user: "gestiones_user" });
    expect(imageOf(environment, "db")).toBe("postgres:15");
    expect(portsOf(environment, "web")).toEqual(["127.0.0.1:5000:8000"]);
    expect(portsOf(environment, "db")).toEqual([]);
  });

  test("N003-100 development is served on 127.0.0.1:5001, on SQLite, by an image that is built here", () => {
    const environment = loadExample("collections-dev");
    expect(portsOf(environment, "web")).toEqual(["127.0.0.1:5001:8000"]);
    expect(JSON.stringify(variablesOf(environment, "web").DATABASE_URL)).toMatch(/gestiones\.db/);
    expect(environment.images.app).toMatchObject({ build: "./app" });
  });

  test("N003-79 X01 the preview of development has no container of a database; that of production has PostgreSQL 15 and its volume", async () => {
    const containers = (listed: string[]) => listed.filter((one) => /^Container (db|web)/.test(one));
    const [dev, prod] = [await preview("collections-dev"), await preview("collections-prod")];
    expect(containers(dev)).toEqual(["Container web-container.1"]);
    expect(containers(prod)).toEqual(["Container db-container.1", "Container web-container.1"]);
    expect(prod.some((one) => one.startsWith("Volume db-data"))).toBe(true);
    expect(imageOf(loadExample("collections-prod"), "db")).toMatch(/^postgres:15/);
  });

  test("N003-109 each environment names the instance that it runs on", () => {
    const instances = ["prod", "dev"].map(
      (name) => loadExample(`collections-${name}`).labels["oci-instance"],
    );
    expect(instances).toEqual(["instance-20251104-2312", "dev--instance-20251119-2332"]);
  });

  test("N003-08 public addresses take a proxy block, which development does without", () => {
    expect(loadExample("collections-dev").tls).toBeUndefined();
    const files = {
      "collections-base.yaml": text("collections-base"),
      "collections-prod.yaml": `${text("collections-prod")}    route: { host: gestiones.example.com }\ntls: { mode: internal }\n`,
    };
    const environment = load(files, "collections-prod");
    expect(environment.tls).toMatchObject({ mode: "internal", redirect: true });
    expect(containerOf(environment, "").ports!.map(({ external }) => external)).toContain(443);
  });

  test("N003-191 development and production give the program the variables of their files, secrets apart", () => {
    const dev = variablesOf(loadExample("collections-dev"), "web");
    expect(dev).toMatchObject({ NODE_ENV: "development", DEBUG: "1" });
    expect(dev.SECRET_KEY).toMatchObject([{ $ref: "secret-key", secret: true }]);
    const prod = variablesOf(loadExample("collections-prod"), "web");
    expect(prod).toMatchObject({ NODE_ENV: "production", DEBUG: "0", MAIL_SERVER: "smtp.zoho.com" });
    expect(JSON.stringify(prod.DATABASE_URL)).toMatch(
      /postgresql:\/\/gestiones_user:.*db-password.*@db:5432\/gestiones/,
    );
    for (const [variable, secret] of [["SECRET_KEY", "secret-key"], ["MAIL_USERNAME", "mail-username"], ["MAIL_PASSWORD", "mail-password"]]) {
      expect(prod[variable!]).toMatchObject([{ $ref: secret, secret: true }]);
    }
    const lacking = text("collections-prod").replace(/^ {2}mail-password: .*\n/m, "");
    const files = { "collections-base.yaml": text("collections-base"), "collections-prod.yaml": lacking };
    const [fault] = findFaults(files, "collections-prod");
    const line = lacking.split("\n").findIndex((one) => one.includes("${mail-password.value}")) + 1;
    expect(fault).toMatchObject({ code: "unknown-component", line });
  });
});
