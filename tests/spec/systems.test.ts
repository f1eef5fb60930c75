/** The systems of the examples, as target docker renders them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { listEnvironments } from "../../platform/environment-files.ts";
import { loadExample, preview, root, text } from "./examples.ts";
import { findFaults } from "./project.ts";
import { containerOf, imageOf, isContainer, portsOf, variablesOf } from "./rendered.ts";

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
