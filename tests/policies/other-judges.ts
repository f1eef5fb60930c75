/** What judges of others say of folders: objects of Kubernetes, and perhaps a Dockerfile. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { findHadolint } from "../images/hadolint.ts";
import { requireJudges } from "../kubernetes/judges.ts";
import { runScript } from "../lab/shell.ts";

export const others = ["kubeconform", "kube-score", "Checkov", "hadolint"] as const;
export type Other = (typeof others)[number];
/** As `CKV_K8S_20 Deployment/api`. */
export type Said = Record<Other, string[]>;

const lab = process.env["ANDAMIO_LAB"] ?? join(homedir(), ".cache/andamio/lab");
const modules = join(import.meta.dirname, "../lab/modules/kubernetes");

/** Whether tests/lab has installed them. */
export const areThere = existsSync(lab)
  && readdirSync(lab).some((name) => existsSync(join(lab, name, "checkov-is-whole")));

export async function judgeFolders(folder: string): Promise<Record<string, Said>> {
  const judges = await requireJudges();
  const checkov = runCheckov(join(await runScript("judges.sh"), "python/bin/checkov"), folder);
  const schemas = writeSchemas(join(folder, ".schemas"));
  const said: Record<string, Said> = {};
  for (const name of readdirSync(folder).filter((one) => !one.startsWith("."))) {
    const objects = join(folder, name, "objects");
    const hasObjects = readdirSync(objects).length > 0;
    said[name] = {
      "kubeconform": hasObjects ? judges.conform(objects, schemas).map(swap) : [],
      "kube-score": hasObjects ? judges.score(objects).map(withoutJudge) : [],
      "Checkov": checkov[name] ?? [],
      "hadolint": lintDockerfile(join(folder, name, "Dockerfile")),
    };
  }
  return said;
}

/** `invalid Deployment/api: …`, as the others begin with what they say. */
function swap(finding: string): string {
  return `invalid ${withoutJudge(finding)}`;
}

function withoutJudge(finding: string): string {
  return withoutHash(finding.slice(finding.indexOf(" ") + 1));
}

/** The name of a Job tells its content, too. */
function withoutHash(name: string): string {
  return name.replace(/-[0-9a-f]{8,}\b/, "");
}

/** It takes seconds to start, so it is asked once for all. */
function runCheckov(program: string, folder: string): Record<string, string[]> {
  const words = ["-d", folder, "--framework", "kubernetes", "dockerfile", "--output", "json"];
  const offline = { BC_SKIP_MAPPING: "TRUE", CKV_SKIP_PACKAGE_UPDATE_CHECK: "TRUE" };
  const { stdout } = spawnSync(program, [...words, "--quiet", "--compact", "--skip-download"], {
    encoding: "utf8", env: { ...process.env, ...offline }, maxBuffer: 256 << 20,
  });
  type Failed = { check_id: string; resource: string; file_path: string };
  type Report = { results: { failed_checks: Failed[] } };
  const found: Record<string, string[]> = {};
  for (const { results } of [JSON.parse(stdout)].flat() as Report[]) {
    for (const { check_id: id, resource, file_path: file } of results.failed_checks) {
      const [, name = ""] = file.split("/");
      const [kind = "", , object = ""] = resource.replace(file, "").split(".");
      (found[name] ??= []).push(`${id} ${kind}/${withoutHash(object)}`);
    }
  }
  return found;
}

function lintDockerfile(file: string): string[] {
  if (!existsSync(file)) return [];
  const { stdout } = spawnSync(findHadolint(), ["--format", "json", file], { encoding: "utf8" });
  return (JSON.parse(stdout) as { code: string }[]).map(({ code }) => code);
}

interface Swagger {
  definitions: Record<string, object & { "x-kubernetes-group-version-kind"?: Kind[] }>;
}
interface Kind { group: string; version: string; kind: string }

/** Those of the release that the laboratory's cluster is built from, which know no other field. */
function writeSchemas(folder: string): string {
  const { stdout } = spawnSync("go", ["list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes"], {
    cwd: modules, encoding: "utf8", env: { ...process.env, GOFLAGS: "-mod=mod" },
  });
  const text = readFileSync(join(stdout.trim(), "api/openapi-spec/swagger.json"), "utf8");
  const { definitions } = close(JSON.parse(text)) as Swagger;
  mkdirSync(folder, { recursive: true });
  for (const [name, definition] of Object.entries(definitions)) {
    const [kind, ...more] = definition["x-kubernetes-group-version-kind"] ?? [];
    if (kind === undefined || more.length > 0) continue;
    const parts = [kind.kind, kind.group.split(".")[0], kind.version].filter((part) => part !== "");
    const whole = { ...definition, definitions: reach(name, definitions) };
    writeFileSync(join(folder, `${parts.join("-").toLowerCase()}.json`), JSON.stringify(whole));
  }
  return join(folder, "{{ .ResourceKind }}{{ .KindSuffix }}.json");
}

function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== "object" || value === null) return value;
  const all = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, close(one)]));
  if (all["format"] === "int-or-string") return { type: ["integer", "string"] };
  return "properties" in all && all["type"] === "object" ? { additionalProperties: false, ...all } : all;
}

/** A definition with all that it refers to. */
function reach(name: string, definitions: Swagger["definitions"], found: Swagger["definitions"] = {}) {
  for (const [, next] of JSON.stringify(definitions[name]).matchAll(/#\/definitions\/([^"]+)"/g)) {
    if (next === undefined || Object.hasOwn(found, next)) continue;
    found[next] = definitions[next]!;
    reach(next, definitions, found);
  }
  return found;
}
