/** What judges of others say of files that are meant for a cluster. Knows none of the files. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { runScript } from "../lab/shell.ts";

/** As `kube-score pod-probes Deployment/api`. */
export type Finding = string;

export interface Judges {
  /** Whether each field is one that the schemas know. */
  conform(folder: string, schemas: string): Finding[];
  score(folder: string): Finding[];
  check(folder: string): Finding[];
}

export async function requireJudges(): Promise<Judges> {
  const home = await runScript("judges.sh");
  const ask = (program: string, args: readonly string[]): unknown => {
    const offline = { BC_SKIP_MAPPING: "TRUE", CKV_SKIP_PACKAGE_UPDATE_CHECK: "TRUE" };
    const env = { ...process.env, ...offline };
    const { stdout, stderr } = spawnSync(join(home, program), args, {
      encoding: "utf8", env, maxBuffer: 64 << 20,
    });
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`${program} said: ${stdout.slice(0, 2000)}${stderr.slice(0, 2000)}`);
    }
  };
  return {
    conform(folder, schemas) {
      const words = ["-strict", "-output", "json", "-verbose", "-schema-location", schemas];
      const { resources } = ask("kubeconform", [...words, ...listObjects(folder)]) as Conformed;
      const wrong = resources.filter(({ status }) => status !== "statusValid");
      return wrong.map(({ kind, name, msg }) => `kubeconform ${kind}/${name}: ${msg}`);
    },
    score(folder) {
      const words = ["score", "--output-format", "json"];
      const scored = ask("kube-score", [...words, ...listObjects(folder)]) as Scored[];
      return scored.flatMap(({ checks, type_meta: { kind }, object_meta: { name } }) =>
        checks
          .filter(({ grade, skipped }) => !skipped && grade < 10)
          .map(({ check: { id } }) => `kube-score ${id} ${kind}/${name}`),
      );
    },
    check(folder) {
      const words = ["-d", folder, "--framework", "kubernetes", "--output", "json"];
      const quiet = ["--quiet", "--compact", "--skip-download"];
      const { results } = ask("python/bin/checkov", [...words, ...quiet]) as Checked;
      return results.failed_checks.map(({ check_id: id, resource }) => {
        const [kind = "", , name = ""] = resource.split(".");
        return `checkov ${id} ${kind}/${name}`;
      });
    },
  };
}

function listObjects(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name !== "kustomization.yaml");
  return names.map((name) => join(folder, name));
}

interface Conformed {
  resources: { kind: string; name: string; status: string; msg: string }[];
}

interface Scored {
  type_meta: { kind: string };
  object_meta: { name: string };
  checks: { check: { id: string }; grade: number; skipped: boolean }[];
}

interface Checked {
  results: { failed_checks: { check_id: string; resource: string }[] };
}
