/** An environment of two layers that uses most of the language, and plans of changes to it. */
import { basename } from "node:path";

import { catalogue } from "../../platform/catalogue.ts";
import type { EnvironmentSource } from "../../platform/environment.ts";
import { declareValues, makeLenientSide } from "../../platform/make-side.ts";
import type { Sources } from "../../platform/plan/jobs.ts";
import { makePlan } from "../../platform/plan/make-plan.ts";
import type { Plan, ResourceChange } from "../../platform/plan/plan.ts";
import { hide } from "../../platform/plan/show.ts";
import { makeEmptySide } from "../../platform/plan/side.ts";
import { decode } from "../../platform/spec/decode.ts";

export type Files = Readonly<Record<string, string>>;

export const base = `version: 1
timezone: America/Argentina/Buenos_Aires
images:
  app: { build: ./app, steps: [npm ci, npm run build] }
envGroups:
  app:
    DATABASE_URL: \${db.url}
    LOG_LEVEL: info
    DEBUG: 0
components:
  db: { kind: Database, engine: postgresql }
  cache:
    kind: Redis
    maxMemory: 128Mi
  key: { kind: Secret, generate: { bytes: 48 } }
  migrate: { kind: Job, image: app, command: [node, dist/migrate.js], envFrom: [app], timeout: 5m }
  api:
    kind: Service
    image: app
    command:
      - node
      - dist/server.js
    envFrom: [app]
    env: { REDIS_URL: "\${cache.url}", KEY: "\${key.value}" }
    port: 8000
    replicas: 2
    health: { path: /health, livePath: /livez, interval: 5s }
    stop: { grace: 10s }
  tasks: { kind: Worker, image: app, command: [node, dist/worker.js], envFrom: [app], replicas: 1 }
  tidy: { kind: CronJob, image: app, command: [node, dist/jobs.js, tidy], schedule: "0 2 * * *", envFrom: [app] }
`;

export const overlay = `version: 1
extends: ./base.yaml
target: local
description: where we try things
labels: { team: claims }
envGroups:
  app: { LOG_LEVEL: debug }
components:
  api: { replicas: 3, labels: { tier: front } }
  report: { kind: CronJob, image: app, command: [node, dist/jobs.js, report], schedule: "30 8 * * mon-fri", timezone: Europe/Madrid, suspended: true }
`;

export const files: Files = { "environments/base.yaml": base, "environments/dev.yaml": overlay };

export interface Asked {
  sources?: Sources;
  now?: string;
  /** What others have merged to. */
  base?: Files;
  /** What the engine says that changes, of a stack that says what was applied. */
  resources?: readonly ResourceChange[];
  /** Of which environment. */
  file?: string | undefined;
}

/** The plan from some files to others; from nothing where there are none. */
export function plan(before: Files | undefined, after: Files, asked: Asked = {}): Plan {
  const { resources, sources = {}, now = "2026-11-22T10:00Z", base: merged, file = "environments/dev.yaml" } = asked;
  const sourceOf = (all: Files) => makeSource(all, file);
  return makePlan({
    environment: basename(file, ".yaml"),
    before: before ? makeLenientSide(sourceOf(before), "before") : makeEmptySide("before"),
    after: makeLenientSide(sourceOf(after), "after"),
    catalogue,
    sources,
    now: new Date(now),
    mask: hide,
    unknown: [],
    ...(resources && { resources }),
    lower: (value) => declareValues(value, { name: basename(file, ".yaml"), root: "/nowhere" }),
    ...(merged && { base: makeLenientSide(sourceOf(merged), "main") }),
  });
}

function makeSource(all: Files, file: string): EnvironmentSource {
  const name = basename(file, ".yaml");
  return {
    ...{ name, file, root: "/nowhere" },
    environments: ["dev", "staging", name],
    reader: {
      read: (file) => {
        const text = all[file];
        return text === undefined ? undefined : decode(file, Buffer.from(text));
      },
      list: () => Object.keys(all),
    },
  };
}

/** One file with some words replaced, which must be there. */
export function edit(all: Files, file: "base" | "dev", from: string, to: string): Files {
  const path = `environments/${file}.yaml`;
  const text = all[path] ?? "";
  if (!text.includes(from)) throw new Error(`"${from}" is not in ${path}`);
  return { ...all, [path]: text.replace(from, to) };
}
