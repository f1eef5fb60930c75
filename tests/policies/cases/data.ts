/** Rules about databases, Redis and what lies in them. */
import { type Cases, component, group, withSecret } from "./case.ts";

const plainSqlite = { "db": null, "api": { env: { DATABASE_URL: "sqlite:///data/app.db" } } };

export const data: Cases = {
  "server-database": {
    more: {
      "no database at all": {
        ...group({ DATABASE_URL: null }),
        ...component("db", null),
      },
      "a file in a variable": { ...group({ DATABASE_URL: null }), components: plainSqlite },
      "a file by reference to the environment's name": component("api", {
        env: { DATABASE_URL: "file:data/${environment.name}.sqlite3" },
      }),
    },
    fine: {
      "a server that runs elsewhere": withSecret(
        "there",
        component("db", { managed: { url: "${there.value}" } }),
      ),
    },
  },
  "database-user": {
    ids: "L001-66",
    more: {
      "the administrator of MySQL": component("db", { user: "root" }),
      "an address with an administrator and a password by reference": withSecret(
        "pass",
        component("api", { env: { DATABASE_URL: "postgresql://postgres:${pass.value}@db/app" } }),
      ),
      "a variable that names one": group({ MYSQL_USER: "root" }),
    },
    fine: {
      "the default": component("db", { user: null }),
      "a user whose name only begins so": component("db", { user: "root_reader" }),
    },
  },
  "queue-redis": {
    more: {
      "a queue that forgets what is old": component("cache", { eviction: "volatile-lru" }),
      "a queue that a restart empties": component("cache", { persistence: "none" }),
      "a second Redis of a Worker, by reference": {
        components: {
          pages: { kind: "Redis", eviction: "allkeys-lru" },
          tasks: { env: { PAGES_URL: "${pages.url}" } },
        },
      },
    },
    fine: { "the defaults": component("cache", { eviction: null, persistence: null }) },
  },
  "stateful-replicas": {
    more: {
      "another Redis than the waived one": {
        components: { queue: { kind: "Redis" }, tasks: { env: { QUEUE: "${queue.url}" } } },
      },
      "a waiver of another component": { policies: { waivers: { "one-cache": { component: "db" } } } },
    },
    fine: { "a waiver for all of them": { policies: { waivers: { "one-cache": { component: null } } } } },
  },
  "migrations-first": {
    more: {
      "a Job that uses no database": component("migrate", { envFrom: null, env: {} }),
      "a Job of another image": {
        images: { tools: { build: "./tools" } },
        ...component("migrate", { image: "tools" }),
      },
      "a Job that uses another database": {
        components: {
          figures: { kind: "Database", engine: "postgresql", role: "analytics" },
          migrate: { envFrom: null, env: { URL: "${figures.url}" } },
        },
      },
    },
    fine: {
      "a Service that uses no database": component("site", {
        kind: "Service",
        image: "app",
        command: ["node", "dist/site.js"],
        port: 3000,
      }),
    },
  },
  "supported-versions": {
    more: {
      "a database whose fixes ended lately": component("db", { version: 14 }),
      "an old Redis": component("cache", { version: 6 }),
      "an old Node below a build": { images: { app: { base: "node:18.20.4-slim" } } },
      "an old Node in a Dockerfile": { images: { app: { dockerfile: "Dockerfile.old" } } },
    },
    fine: { "the default": component("db", { version: null }) },
  },
  "no-seed": {
    more: {
      "sample data": component("fill", {
        kind: "Job",
        image: "app",
        command: ["node", "dist/jobs.js", "sample-data"],
      }),
      "a shell that seeds": component("fill", {
        kind: "Job",
        image: "app",
        command: ["sh", "-c", "node dist/migrate.js && exec node dist/jobs.js \"se\"'ed'"],
      }),
      "a shell that seeds in a substitution": component("fill", {
        kind: "Job",
        image: "app",
        command: ["/bin/bash", "-o", "pipefail", "-c", "echo \"$(node dist/jobs.js seed)\""],
      }),
      "a CronJob that seeds": component("fill", {
        kind: "CronJob",
        image: "app",
        schedule: "0 2 * * *",
        command: ["node", "dist/jobs.js", "seed"],
      }),
    },
    fine: {
      "a file that is only called so": component("migrate", { command: ["node", "seed.js"] }),
      "a comment in a shell": component("migrate", { command: ["sh", "-c", "node dist/migrate.js # no seed"] }),
    },
  },
};
