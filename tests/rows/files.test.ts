/** Which files there are: one image file, one file per environment, templates made from them. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { expect, test } from "vitest";

import { loadEnvironment } from "../../platform/environment.ts";
import { makeTemplate } from "../../scripts/lib/env-template.ts";

const root = join(import.meta.dirname, "../..");

test("N003-108 one image file with a stage for each use, one file per environment, env templates generated", () => {
  const files = readdirSync(join(root, "app")).filter((name) => /Dockerfile/.test(name));
  expect(files.filter((name) => !name.endsWith(".dockerignore"))).toEqual(["Dockerfile"]);
  const dockerfile = readFileSync(join(root, "app/Dockerfile"), "utf8");
  const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)$/gim)].map(([, stage]) => stage);
  expect(stages).toEqual(expect.arrayContaining(["test", "production"]));
  for (const name of ["dev", "staging", "prod"]) {
    const environment = loadEnvironment(root, name);
    const wanted = Object.values(environment.components).flatMap(({ kind, from }) => {
      const { variable } = (from ?? {}) as { variable?: string };
      return kind === "Secret" && variable !== undefined ? [variable] : [];
    });
    const template = makeTemplate(environment);
    const given = [...template.matchAll(/^(\w+)=$/gm)].map(([, variable]) => variable);
    expect(given.sort(), name).toEqual(wanted.sort());
  }
  expect(makeTemplate(loadEnvironment(root, "prod"))).toContain("SENTRY_DSN=");
});

test("N003-10 the app has one dashboard, one cache, one audit and one file of models, and nothing that is kept for old times", () => {
  const files = readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|prisma)$/.test(file) && !/^(node_modules|generated|dist)\//.test(file));
  const named = (name: RegExp) => files.filter((file) => name.test(basename(file)));
  for (const service of ["dashboard.ts", "cache.ts", "audit.ts"]) {
    expect(named(new RegExp(`^${service}$`)), service).toHaveLength(1);
  }
  expect(named(/^models\.prisma$/).filter((file) => !file.includes("migrations/"))).toHaveLength(1);
  expect(files.filter((file) => /(^|[/-])(legacy|old|deprecated|v\d)\b/.test(file))).toEqual([]);
});
