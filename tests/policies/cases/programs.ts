/** Rules about how programs run. */
import { type Cases, component, group, shell, withSecret } from "./case.ts";

const digest = `@sha256:${"a".repeat(64)}`;

export const programs: Cases = {
  "debug-off": {
    ids: "L001-60",
    more: {
      "one program's own": component("tasks", { env: { DEBUG: "true" } }),
      "a reference, which is not empty": group({ DEBUG: "${environment.name}" }),
      "what only a secret knows": withSecret("d", group({ DEBUG: "${d.value}" })),
      "an assignment of a shell": component("api", { command: shell("cd /app && DEBUG=1 exec node dist/server.js") }),
      "a shell in a shell": component("api", { command: ["bash", "-ec", "sh -c 'export DEBUG=yes; node x.js'"] }),
      "an assignment before a program": component("api", { command: ["env", "DEBUG=1", "node", "dist/server.js"] }),
      "on and off": component("api", { command: shell("DEBUG=1 node x.js & DEBUG=0 true") }),
      "after a comment": component("api", { command: shell("echo a#b # ready\nDEBUG=* node x.js") }),
      "what another program prints": component("api", { command: shell("DEBUG=$(cat flag) node x.js") }),
    },
    fine: {
      "the default": group({ DEBUG: null }),
      "nothing": group({ DEBUG: "" }),
      "a program's own over the group's": {
        envGroups: { bad: { DEBUG: "1" } },
        ...component("api", { envFrom: ["bad", "app"], env: { DEBUG: "off" } }),
      },
    },
  },
  "log-level": {
    more: {
      "everything": component("api", { env: { LOG_LEVEL: "TRACE" } }),
      "what only a secret knows": withSecret("l", group({ LOG_LEVEL: "${l.value}" })),
    },
    fine: { "the default": group({ LOG_LEVEL: null }) },
  },
  "production-mode": {
    more: {
      "development": group({ NODE_ENV: "development" }),
      "what only a secret knows": withSecret("n", group({ NODE_ENV: "${n.value}" })),
      "one Worker's own": component("tasks", { env: { NODE_ENV: "test" } }),
      "a shell that takes it away": component("tasks", { command: shell("env -u NODE_ENV node dist/worker.js") }),
    },
    fine: {
      "a Job in another mode": component("migrate", { env: { NODE_ENV: "test" } }),
      "what a reference to the name makes": group({ NODE_ENV: "${environment.name}uction" }),
    },
  },
  "rate-limit": {
    ids: "L001-69",
    more: {
      "no Redis": component("api", { env: { REDIS_URL: "redis://elsewhere:6379" } }),
      "a limit that nobody reaches": group({ RATE_LIMIT_AUTH: "99999999/second" }),
      "passwords tried a thousand times a minute": group({ RATE_LIMIT_AUTH: "1000/minute" }),
      "two parts that are both too high": group({ RATE_LIMIT_DEFAULT: "5000/second; 90000000 per day" }),
      "a day's limit of nothing": group({ RATE_LIMIT_DEFAULT: "5/minute;0/day" }),
      "a limit that cannot be read": group({ RATE_LIMIT_DEFAULT: "many" }),
      "a limit that only a secret knows": withSecret("r", group({ RATE_LIMIT_DEFAULT: "${r.value}" })),
    },
    fine: {
      "the app's own limits": group({ RATE_LIMIT_DEFAULT: null }),
      "one part that is low enough": group({ RATE_LIMIT_DEFAULT: "5000/second; 200/day" }),
    },
  },
  "health-cron": {
    more: {
      "none at all": component("health-check", null),
      "one that asks nobody": component("health-check", { command: ["node", "x.js"], env: null }),
    },
    fine: {
      "another one that refers to a Service": {
        components: {
          "health-check": null,
          ping: {
            kind: "CronJob",
            image: "app",
            schedule: "* * * * *",
            command: ["node", "ping.js", "${api.url}"],
          },
        },
      },
    },
  },
  "live-actions": {
    more: {
      "a CronJob without a dry run": component("maintenance", {
        command: ["node", "dist/jobs.js", "run-integraciones-maintenance"],
      }),
      "a shell whose dry run is another program's": component("maintenance", {
        command: shell("app --dry-run; node dist/jobs.js run-integraciones-maintenance"),
      }),
      "a smoke that is live": component("health-check", {
        command: ["node", "dist/jobs.js", "smoke-integraciones", "--live", "--confirm-live", "yes"],
      }),
      "what only a secret knows": withSecret(
        "d",
        group({ AUTO_MAINT_INTEGRACIONES_DRY_RUN: "${d.value}" }),
      ),
    },
    fine: {
      "a dry run": component("maintenance", {
        command: ["node", "dist/jobs.js", "run-integraciones-maintenance", "--dry-run"],
      }),
    },
  },
  "one-scheduler": {
    more: {
      "two apps' own timers": group({ ENABLE_AUTO_MAINT_INTEGRACIONES: "true" }),
      "a timer of which only a secret knows": withSecret("t", {
        components: {
          maintenance: { suspended: false },
          api: { env: { ENABLE_AUTO_MAINT_INTEGRACIONES: "${t.value}" } },
        },
      }),
    },
    fine: {
      "a timer alone": component("api", { env: { ENABLE_AUTO_MAINT_INTEGRACIONES: "1" } }),
    },
  },
  "queue-worker": {
    more: {
      "one that does not run": component("tasks", { replicas: 0 }),
      "one of another Redis": {
        components: { other: { kind: "Redis" }, tasks: { env: { REDIS_URL: "${other.url}" } } },
      },
    },
  },
  "health-paths": {
    more: {
      "nothing": component("api", { health: null }),
      "no path that restarts": component("api", { health: { livePath: null } }),
      "no path that says ready": component("api", { health: { path: null } }),
    },
    fine: {
      "a command in place of the path": component("api", {
        health: { path: null, command: ["node", "check.js"] },
      }),
    },
  },
  "min-replicas": {
    more: {
      "the default": component("api", { replicas: null }),
      "none": component("api", { replicas: 0 }),
    },
    fine: { "a Worker": component("tasks", { replicas: 1 }) },
  },
  "pinned-images": {
    more: {
      "a base from a registry": { images: { app: { base: "ghcr.io/acme/base:1.0" } } },
      "the Dockerfile's own default": { images: { app: { dockerfile: "Dockerfile.default" } } },
      "a default through another argument": { images: { app: { dockerfile: "Dockerfile.parts" } } },
      "a digest of which an argument takes the name": {
        images: { app: { dockerfile: "Dockerfile.parts", args: { FROM: "node:25" } } },
      },
      "an image that files are copied from": { images: { app: { dockerfile: "Dockerfile.copy" } } },
      "a base that the Dockerfile does not take": { images: { app: { base: "node:24" } } },
      "one for another environment's build": {
        images: { tools: { build: "./tools", base: "debian:12" } },
      },
    },
    fine: { "a build": { images: { app: { base: null } } }, "stages of its own": { images: { app: { dockerfile: "Dockerfile.stages" } } }, "a digest for the default": {
      images: { app: { dockerfile: "Dockerfile.default", args: { BASE_IMAGE: `node${digest}` } } },
    }, "a digest": { images: { app: { base: `node${digest}` } } } },
  },
  "known-registry": {
    more: {
      "no registries": { registries: null },
      "an argument of the build": { images: { app: { args: { BASE_IMAGE: `ghrc.io/acme/base${digest}` } } } },
      "a base": { images: { app: { base: `quay.io/acme/base${digest}` } } },
      "the Dockerfile's own": { images: { app: { dockerfile: "Dockerfile.copy" } } },
      "another port": { images: { app: { repository: "ghcr.io:5000/acme/app" } } },
    },
    fine: { "nowhere": { images: { app: { repository: null } } } },
  },
  "image-file": {
    ids: "R002-88",
    more: {
      "no file": { images: { app: { dockerfile: "Dockerfile.none" } } },
      "a build in another folder": { images: { tools: { build: "./tools" } } },
    },
  },
  "non-root-user": {
    more: {
      "the last number of the host's own": component("tasks", { user: 9999 }),
      "a CronJob's": component("health-check", { user: 1 }),
    },
    fine: { "the default": component("api", { user: null }) },
  },
  "read-only-root": {
    more: {
      "a Job": component("migrate", { readOnlyRoot: false }),
      "a CronJob": component("health-check", { readOnlyRoot: false }),
    },
    fine: { "the default": component("api", { readOnlyRoot: null }) },
  },
  "cron-bounds": {
    more: {
      "hours for what comes every five minutes": component("health-check", { timeout: "2h" }),
      "nothing to look at": component("health-check", { history: 0 }),
    },
    fine: {
      "the defaults": component("health-check", { timeout: null }),
      "one that never fires": component("maintenance", { overlap: "allow" }),
    },
  },
  "has-owner": { more: { "nobody": { owner: "" }, "spaces": { owner: "  " } } },
  "mail-delivered": {
    more: {
      "nothing is sent": group({ MAIL_TRANSPORT: "none" }),
      "what only a secret knows": withSecret("m", group({ MAIL_TRANSPORT: "${m.value}" })),
    },
    fine: { "the default": group({ MAIL_TRANSPORT: null }) },
  },
  "branch-names": {
    ids: "N003-168",
    more: {
      "another name": { branch: "master" },
      "a feature without a name": { branch: "feature/" },
      "a feature in production": { branch: "feature/claims" },
    },
    fine: { "none": { branch: null } },
  },
  "requests-within-limits": {
    more: {
      "more cores": component("api", { requests: { cpu: 0.6 } }),
      "more than a lowered limit": component("api", { requests: { memory: "256Mi" }, memory: "128Mi" }),
    },
    fine: { "as much": component("api", { requests: { cpu: 0.5, memory: "512Mi" } }) },
  },
};
