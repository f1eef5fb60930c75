/** What the files of the project say of its pipeline: secrets, scans, what git must not hold. */

import { spawnSync } from "node:child_process";
import { closeSync, globSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";

import { loadEnvironment } from "../../../platform/environment.ts";
import { isPlatformError } from "../../../platform/errors.ts";
import { blocks } from "../../../policies/judge.ts";
import { judgeEnvironment } from "../policies.ts";
import { listOwn, readPipelineEnvironments } from "../workflows/read-environments.ts";
import { type Item, type Outcome, passIf } from "./item.ts";
import { readReport } from "./read-report.ts";

/** Those of the pipeline itself, which no environment declares. */
const ofPipeline = ["GITHUB_TOKEN", "CODECOV_TOKEN", "ANDAMIO_FINGERPRINT_KEY"];

export const workflowSecrets: Item = {
  name: "workflow-secrets",
  asks: "Every secret that a workflow uses is declared by an environment.",
  check({ root }) {
    const environments = readPipelineEnvironments(root);
    const declared = new Set([...ofPipeline, ...environments.flatMap(({ secrets }) => secrets)]);
    const used = globSync(".github/workflows/*.y{a,}ml", { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/\bsecrets\.(\w+)/g)].map(([, name]) => name!));
    const foreign = [...new Set(used)].filter((name) => !declared.has(name)).sort();
    return passIf(foreign.length === 0, foreign.length === 0 ? "they are" : `not ${foreign.join(", ")}`);
  },
};

const scanReports = ["reports/scan-code.json", "reports/scan-deps.json"];

export const scanned: Item = {
  name: "scans",
  asks: "Both scans, of the code and of the dependencies, were run and found nothing.",
  check({ root }) {
    const missing = scanReports.filter((file) => !readReport(root, file));
    if (missing.length > 0) return passIf(false, `there is no ${missing.join(", no ")}: npm run scan:code, npm run scan:deps`);
    const isQuiet = (file: string) => readReport<{ ok?: boolean }>(root, file)?.ok === true;
    const found = scanReports.filter((file) => !isQuiet(file));
    return passIf(found.length === 0, found.length === 0 ? "nothing" : `see ${found.join(", ")}`);
  },
};

export const prodFile: Item = {
  name: "prod-file",
  asks: "There is a file of production, and it is valid.",
  check({ root }) {
    const judged = listOwn(root).flatMap((name) => judgeProd(root, name) ?? []);
    if (judged.length === 0) return passIf(false, "no environment has the profile prod");
    return judged.find(({ state }) => state === "failed") ?? judged[0]!;
  },
};

function judgeProd(root: string, name: string): Outcome | undefined {
  try {
    const environment = loadEnvironment(root, name);
    if (environment.profile !== "prod") return undefined;
    const broken = judgeEnvironment(environment).findings.filter(blocks).map(({ rule }) => rule);
    return passIf(broken.length === 0, broken.length === 0 ? name : `${name}: ${[...new Set(broken)].join(", ")}`);
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return passIf(false, `${name}: ${error.message}`);
  }
}

const kept = [
  ".env", ".env.prod", "app/.env", "data/app.db", "data/contact_submissions.json", "data/export_for_prod.json",
  "node_modules/x", "app/node_modules/x", "coverage/x", "reports/x", "logs/app.log",
];
const tracked = [".env.example", "app/.env.example", "package.json", "app/config/config.ts", "environments/base.yaml"];

export const ignored: Item = {
  name: "ignored",
  asks: "git ignores variables, data, caches and logs, and nothing that belongs to the project.",
  check({ root }) {
    const { stdout } = spawnSync("git", ["check-ignore", "--stdin", "--no-index"], {
      cwd: root, encoding: "utf8", input: [...kept, ...tracked].join("\n"),
    });
    const found = new Set((stdout ?? "").split("\n"));
    const letIn = kept.filter((file) => !found.has(file));
    const left = tracked.filter((file) => found.has(file));
    const told = [...letIn.map((file) => `${file} is not ignored`), ...left.map((file) => `${file} is ignored`)];
    return passIf(told.length === 0, told.length === 0 ? "as it should" : told.join(", "));
  },
};

export const noSecrets: Item = {
  name: "no-secrets",
  asks: "No tracked file holds a credential.",
  async check({ root }) {
    const { scanCode } = await import("../scan/scan-code.ts");
    const found = (await scanCode({ root, paths: [], severity: "low", excludeTests: true }))
      .filter(({ rule }) => rule === "hardcoded-credential");
    const told = found.map(({ file, line }) => `${file}:${line}`);
    return passIf(told.length === 0, told.length === 0 ? "none" : told.slice(0, 5).join(", "));
  },
};

/** As the job of the backups names them. */
const backups = "backups/**/backup_*.sql.gz";

export const backup: Item = {
  name: "backup",
  asks: "There is a backup, if the change touches data.",
  check({ root }) {
    const found = globSync(backups, { cwd: root });
    const times = found
      .filter((file) => holdsData(join(root, file)))
      .map((file) => [statSync(join(root, file)).mtimeMs, file] as const);
    const [newest] = times.sort(([a], [b]) => b - a);
    if (!newest && found.length > 0) return passIf(false, `${found.join(", ")}: empty or torn`);
    if (!newest) return { state: "open", detail: "none lies in backups/; --done backup when none is needed" };
    const hours = (Date.now() - newest[0]) / 3_600_000;
    return passIf(true, `${newest[1]}, ${hours.toFixed(1)} h old`);
  },
};

/** Reads the beginning alone: a backup may be large. */
function holdsData(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(65_536);
    const length = readSync(file, head);
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    return gunzipSync(head.subarray(0, length), options).some((byte) => byte > 0x20);
  } catch {
    return false;
  } finally {
    closeSync(file);
  }
}
