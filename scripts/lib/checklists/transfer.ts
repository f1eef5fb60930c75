/** The data of one environment on its way to another: exported, copied, imported, verified. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Call } from "../verb.ts";
import { askRunning, findServer, inspect, runInside, runJob } from "./ask-running.ts";
import { headOf } from "./git.ts";
import { type Item, type Outcome, passIf } from "./item.ts";
import { readReport } from "./read-report.ts";

const file = "data/export_for_prod.json";

/** What each list of the export must say of its rows. */
const fields: Readonly<Record<string, readonly string[]>> = {
  carteras: ["id", "name"],
  case_statuses: ["id", "code"],
  cases: ["id", "entity", "debtor_name", "cartera", "amount", "status"],
  users: ["id", "username", "role"],
  activities: ["id", "case_id", "type"],
  promises: ["id", "case_id", "amount", "promise_date", "status"],
};

export const exported: Item = {
  name: "exported",
  asks: `The data was exported to ${file}, and the file is whole.`,
  check({ root }) {
    if (!existsSync(join(root, file))) return passIf(false, `there is no ${file}: andamio exec dev api -- node dist/jobs.js export-data - > ${file}`);
    const wrong = judgeExport(readFileSync(join(root, file), "utf8"));
    return passIf(wrong === undefined, wrong ?? file);
  },
};

function judgeExport(text: string): string | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  for (const [list, wanted] of Object.entries(fields)) {
    const rows = (Object(data) as Record<string, unknown>)[list];
    if (!Array.isArray(rows)) return `it has no list of ${list}`;
    const missing = wanted.find((field) => rows.some((row) => !(field in Object(row))));
    if (missing !== undefined) return `a row of ${list} has no ${missing}`;
  }
  return text.includes("password_hash") ? "it holds hashes of passwords" : undefined;
}

export const deployed: Item = {
  name: "deployed",
  asks: "The head of main is deployed, and its migrations are applied.",
  async check(call) {
    const record = `reports/deploy/${call.environment}.json`;
    const found = readReport<Record<string, unknown>>(call.root, record);
    if (!found) return passIf(false, `there is no record of a deploy of ${call.environment}`);
    const { commit, ok } = found;
    const head = headOf(call.root, "main");
    if (ok !== true || commit !== head) return passIf(false, `deployed is ${String(commit)}, main is ${String(head)}`);
    return inspect(call, ({ pending }) =>
      passIf(pending.length === 0, pending.length === 0 ? `commit ${String(commit)}` : `pending: ${pending.join(", ")}`));
  },
};

/** Read where the app runs, by the Node that is there. */
const digest = `const { createHash } = require("node:crypto"); const { readFileSync } = require("node:fs");
process.stdout.write(createHash("sha256").update(readFileSync(process.argv[1])).digest("hex"));`;

export const copied: Item = {
  name: "copied",
  asks: "The file was copied, and its checksum is the same there.",
  check: (call) => askRunning(call, async (opened) => {
    if (!existsSync(join(call.root, file))) return passIf(false, `there is no ${file} here`);
    const bytes = readFileSync(join(call.root, file));
    if (bytes.length === 0) return passIf(false, `${file} is empty`);
    const here = createHash("sha256").update(bytes).digest("hex");
    const { name } = findServer(opened);
    const { code, stdout } = await runInside(opened, name, ["node", "-e", digest, file]);
    if (code !== 0) return passIf(false, `there is no ${file} where ${name} runs`);
    return passIf(stdout.trim() === here, stdout.trim() === here ? `sha256 ${here.slice(0, 12)}` : "it is another file");
  }),
};

export const imported: Item = {
  name: "imported",
  asks: "The data was imported.",
  check: (call) => inspect(call, ({ lastOf }) => {
    const last = lastOf.DATA_IMPORTED;
    return passIf(last !== undefined, last ?? "the audit log has no import");
  }),
};

interface Verified {
  gestores: Readonly<Record<string, number>>;
  problems: Readonly<Record<string, number>>;
}

export const verified: Item = {
  name: "verified",
  asks: "The data was verified.",
  check: (call) => verify(call, ({ problems }, code) => {
    const found = Object.entries(problems).map(([what, count]) => `${count} ${what}`);
    return passIf(code === 0, code === 0 ? "nothing hangs on nothing" : found.join(", "));
  }),
};

export const assigned: Item = {
  name: "assigned",
  asks: "Every case has the right gestor.",
  check: (call) => verify(call, ({ gestores, problems }) => {
    const wrong = Object.entries(problems).filter(([what]) => what.startsWith("cases of "));
    const counts = Object.entries(gestores).map(([who, count]) => `${who} ${count}`).join(", ");
    const detail = wrong.map(([what, count]) => `${count} ${what}`).join(", ");
    return passIf(wrong.length === 0, [detail, counts].filter(Boolean).join("; "));
  }),
};

function verify(call: Call, judge: (found: Verified, code: number) => Outcome): Promise<Outcome> {
  return askRunning(call, async (opened) => {
    const { code, stdout, stderr } = await runJob(opened, "verify-data");
    const report = /^\{[^]*^\}/m.exec(stdout + stderr)?.[0];
    if (report === undefined) return passIf(false, stderr.trim().split("\n").at(-1) ?? "");
    return judge(JSON.parse(report) as Verified, code);
  });
}
