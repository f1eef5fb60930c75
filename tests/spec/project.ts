/** Projects that exist for one test: files in a temporary folder, loaded as a user would. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { onTestFinished } from "vitest";

import { type Environment, loadEnvironment } from "../../platform/environment.ts";
import { type Diagnostic, isPlatformError, type PlatformError } from "../../platform/errors.ts";
import { renderDiagnostics } from "../../platform/spec/diagnostics.ts";

/** Writes files below `environments/`, and the folders of their builds; gives the root. */
export function makeProject(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), "andamio-spec-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, content] of Object.entries(files)) {
    const path = join(root, "environments", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    writeBuilds(root, String(content));
  }
  return root;
}

/** The folders that images are built from, each with its Dockerfiles. */
export function writeBuilds(root: string, yaml: string): void {
  const folders = [...yaml.matchAll(/build"?: ?"?((\.\/)?[a-z][\w/-]*)/g)].map(([, one]) => one!);
  const files = [...yaml.matchAll(/dockerfile"?: ?"?([\w.-]+)(?![\w./-])/g)].map(([, one]) => one!);
  for (const folder of new Set(folders)) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const file of ["Dockerfile", ...files]) {
      writeFileSync(join(root, folder, file), "FROM debian:12.1\n");
    }
  }
}

export function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  name = "dev",
): Environment {
  return loadEnvironment(makeProject(files), name);
}

/** What is wrong with an environment that must not load. */
export function refuse(root: string, name = "dev"): PlatformError {
  try {
    loadEnvironment(root, name);
  } catch (error) {
    if (isPlatformError(error)) return error;
    throw error;
  }
  throw new Error(`"${name}" was accepted`);
}

export function findFaults(
  files: Readonly<Record<string, string | Uint8Array>>,
  name = "dev",
): readonly Diagnostic[] {
  return refuse(makeProject(files), name).diagnostics;
}

export function renderFaults(
  files: Readonly<Record<string, string | Uint8Array>>,
  name = "dev",
  color = false,
): string {
  const root = makeProject(files);
  return renderDiagnostics(
    refuse(root, name).diagnostics,
    (file) => readFileSync(join(root, file), "utf8"),
    { color },
  );
}
