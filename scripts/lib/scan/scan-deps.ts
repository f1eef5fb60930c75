/**
 * Asks npm's database of advisories about what runs in the end: dependencies for development are
 * left out.
 */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { PlatformError } from "../../../platform/errors.ts";

/** As npm has them, from harmless to grave. */
export const levels = ["info", "low", "moderate", "high", "critical"] as const;

type Level = (typeof levels)[number];

export interface Advisory {
  /** `.` or the folder of the lock file. */
  folder: string;
  package: string;
  /** As `GHSA-…`, or its number. */
  id: string;
  title: string;
  severity: Level;
  range: string;
  url: string;
}

interface Via {
  source: number;
  name: string;
  title: string;
  url: string;
  severity: Level;
  range: string;
}

interface Audit {
  vulnerabilities?: Record<string, { via: (Via | string)[] }>;
  message?: string;
  error?: { code?: string; summary?: string };
}

/** Throws `unreachable` where nobody answers. */
export async function scanDeps(root: string, level: Level): Promise<Advisory[]> {
  const folders = [".", "app"].filter((one) => existsSync(join(root, one, "package-lock.json")));
  const all: Advisory[] = [];
  for (const folder of folders) all.push(...listAdvisories(await audit(root, folder), folder));
  return all.filter(({ severity }) => levels.indexOf(severity) >= levels.indexOf(level));
}

/** Each once, however many packages lead to it. */
function listAdvisories({ vulnerabilities = {} }: Audit, folder: string): Advisory[] {
  const found = Object.values(vulnerabilities).flatMap(({ via }) =>
    via.filter((one) => typeof one !== "string"));
  const byId = new Map(found.map((one) => [one.source, one]));
  return [...byId.values()].map(({ source, name, title, url, severity, range }) => (
    { folder, package: name, id: url.split("/").at(-1) || String(source), title, severity, range, url }
  ));
}

async function audit(root: string, folder: string): Promise<Audit> {
  const words = ["audit", "--omit=dev", "--json", "--package-lock-only"];
  const text = await new Promise<string>((done) => {
    // it ends with 1 when it found something; what matters is what it says
    execFile("npm", words, { cwd: join(root, folder), maxBuffer: 64_000_000 }, (_error, stdout) => done(stdout));
  });
  const answer = parse(text);
  if (answer.vulnerabilities) return answer;
  const why = answer.error?.summary ?? answer.message;
  throw new PlatformError("unreachable", `nobody answered about advisories${why ? `: ${why}` : ""}`, {
    hint: "try again with a network, or name a registry that has them: npm config set registry URL",
  });
}

function parse(text: string): Audit {
  try {
    return JSON.parse(text) as Audit;
  } catch {
    return {}; // npm said nothing that can be read
  }
}
