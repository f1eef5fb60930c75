/** An environment about which no rule has anything to say, and ways to spoil it. */
import { basename, dirname } from "node:path";

import { parse, stringify } from "yaml";

import type { Patch, ProjectFiles } from "../../policies/rule.ts";

export const today = new Date("2027-01-15T12:00:00Z");

const base = `ghcr.io/acme/base@sha256:${"b".repeat(64)}`;
const dockerfile = `FROM ${base}\nUSER 10001\nHEALTHCHECK CMD node dist/check.js\n`;
/** Files beside the environment, by their paths. */
export const files: Readonly<Record<string, string>> = {
  "app/Dockerfile": dockerfile,
  "app/Dockerfile.old": `ARG BASE=node:18-slim\n${dockerfile.replace(base, "${BASE} AS base")}`,
  ".github/workflows/publish.yml": `jobs:
  publish:
    environment: { name: Prod }
    steps: [{ run: make publish, env: { TOKEN: "\${{ secrets.PUBLISH_TOKEN }}" } }]
  lint: { steps: [{ run: make lint, env: { TOKEN: "\${{ secrets.LINT_TOKEN }}" } }] }
`,
  "app/Dockerfile.root": `FROM ${base}\nUSER 10001\nFROM ${base}\nHEALTHCHECK CMD node dist/check.js\n`,
  "app/Dockerfile.default": `ARG BASE_IMAGE=node:24\n${dockerfile.replace(base, "${BASE_IMAGE}")}`,
  "app/Dockerfile.parts": `ARG VERSION=24\nARG FROM=node:${"${VERSION}"}\n${dockerfile.replace(base, "${FROM}-slim")}`,
  "app/Dockerfile.copy": `${dockerfile}COPY --from=docker.io/acme/tools:1 /a /a\n`,
  "app/Dockerfile.stages": `FROM ${base} AS build\nFROM build\nUSER 10001\nHEALTHCHECK CMD true\nCOPY --from=build /a /a\n`,
};

export const projectFiles: ProjectFiles = {
  read: (path) => files[path],
  list: (folder) =>
    Object.keys(files).filter((path) => dirname(path) === folder).map((path) => basename(path)),
};

const good: unknown = parse(`
version: 1
target: local
owner: platform@example.com
tls: { mode: acme, email: platform@example.com }
registries: { ghcr.io: {} }
images:
  app: { build: ./app, repository: ghcr.io/acme/app }
envGroups:
  app:
    NODE_ENV: production
    DATABASE_URL: \${db.url}
    REDIS_URL: \${cache.url}
    JWT_SECRET: \${jwt-key.value}
    SECRET_KEY: \${secret-key.value}
    SENTRY_DSN: \${sentry-dsn.value}
    CORS_ALLOWED_ORIGINS: \${api.publicUrl}
components:
  db: { kind: Database, engine: postgresql }
  cache: { kind: Redis }
  jwt-key: { kind: Secret, generate: { bytes: 48 }, maxAge: 180d, overlap: 1d }
  secret-key: { kind: Secret, generate: { bytes: 48 }, maxAge: 180d, overlap: 1d }
  sentry-dsn: { kind: Secret, from: { variable: SENTRY_DSN }, maxAge: 365d, owner: platform@example.com }
  migrate: { kind: Job, image: app, command: [node, dist/migrate.js], envFrom: [app] }
  api:
    kind: Service
    image: app
    command: [node, dist/server.js]
    envFrom: [app]
    port: 8000
    replicas: 2
    egress: internet
    health: { path: /health, livePath: /livez }
    route: { host: api.example.com }
  tasks: { kind: Worker, image: app, command: [node, dist/worker.js], envFrom: [app], egress: internet }
  health-check:
    kind: CronJob
    image: app
    schedule: "*/5 * * * *"
    command: [node, dist/jobs.js, health-check]
    env: { API_URL: "\${api.url}" }
    timeout: 1m
  maintenance:
    kind: CronJob
    image: app
    schedule: "0 4 * * *"
    command: [node, dist/jobs.js, run-integraciones-maintenance, --confirm-live, "YES"]
    suspended: true
policies:
  profile: prod
  waivers:
    one-cache:
      rule: stateful-replicas
      component: cache
      reason: the queue survives a restart of one Redis
      owner: platform@example.com
      expires: 2027-03-31
`);

/** As RFC 7396 says: maps merge, anything else replaces, `null` removes. */
export function merge(below: unknown, above: unknown): unknown {
  if (!isMap(above)) return above;
  const merged = { ...(isMap(below) ? below : {}) };
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The good environment with a change, in one file. */
export function write(patch: Patch): Record<string, string> {
  return { "prod.yaml": stringify(merge(good, patch)) };
}

/** The same, where the change stands in the layer below. */
export function writeBelow(patch: Patch): Record<string, string> {
  const { target, policies, ...base } = merge(good, patch) as Record<string, unknown>;
  const above = { version: 1, extends: "./base.yaml", target, policies };
  return { "base.yaml": stringify(base), "prod.yaml": stringify(above) };
}
