/** What others say of what is rendered: it is mended, or explained here. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { loadEnvironment } from "../../platform/environment.ts";
import { kubernetes } from "../../platform/targets/kubernetes/index.ts";
import { onKubernetes } from "../lab/lab.ts";
import { writeFeatures } from "./features.ts";
import { type Judges, requireJudges } from "./judges.ts";
import { writeSchemas } from "./schemas.ts";

const root = join(import.meta.dirname, "../..");
const built = { "app-build": `registry.example.com/app@sha256:${"0".repeat(64)}` };

const programs = "what stands in for images that others make: they are named as the file names them";
const probes = "only a path that asks no dependency may restart a program: health.livePath";
const owner = "999 is the user of the official images, who owns the data";
/** By what the judges say, up to the name of the object: why it is as it is. */
const explained: Readonly<Record<string, string>> = {
  "kube-score container-image-pull-policy": "what is built here has its digest; the rest is pulled where a node lacks it",
  "kube-score pod-probes": probes,
  "kube-score deployment-replicas": "the file says how many; files that are served and one of SQLite are one",
  "kube-score deployment-has-host-podantiaffinity": "topologySpreadConstraints spread pods over hosts and zones",
  "kube-score deployment-strategy": "update: recreate, as the file says",
  "kube-score container-security-context-user-group-id": owner,
  "kube-score statefulset-has-servicename": "a store is one pod behind one address that stays, so its Service is not headless",
  "checkov CKV_K8S_43": programs,
  "checkov CKV_K8S_25": "the web server's program carries the right in its file, and does not start without it",
  "checkov CKV_K8S_15": "as kube-score container-image-pull-policy",
  "checkov CKV_K8S_8": probes,
  "checkov CKV_K8S_9": "a Worker listens to nothing: it is ready when it lives",
  "checkov CKV_K8S_35": "secretsAs: file gives files; variables are what most programs read",
  "checkov CKV_K8S_40": owner,
};

onKubernetes("judges of what is rendered", (lab) => {
  let folder: string;
  let judges: Judges;
  let findings: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "andamio-judges-"));
    judges = await requireJudges();
    const file = join(folder, "rendered");
    mkdirSync(file);
    const project = join(folder, "project");
    mkdirSync(join(project, "environments"), { recursive: true });
    writeFileSync(join(project, "environments/features.yaml"), writeFeatures("features"));
    const environments = [loadEnvironment(root, "prod"), loadEnvironment(project, "features")];
    for (const environment of environments) {
      const rendered = Object.entries(kubernetes.render!(declare(environment), built));
      for (const [name, text] of rendered) writeFileSync(join(file, `${environment.name}-${name}`), text);
      rmSync(join(file, `${environment.name}-kustomization.yaml`));
    }
    const schemas = writeSchemas(join(folder, "schemas"), lab);
    findings = [...judges.conform(file, schemas), ...judges.score(file), ...judges.check(file)];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("kubeconform, kube-score and Checkov find nothing that is not explained", () => {
    expect(findings.filter((one) => explained[aboutOf(one)] === undefined)).toEqual([]);
  });

  test("what is explained is still so", () => {
    const found = new Set(findings.map(aboutOf));
    expect(Object.keys(explained).filter((one) => !found.has(one))).toEqual([]);
  });

  test("a field that Kubernetes does not know is found", () => {
    const broken = join(folder, "broken");
    mkdirSync(broken);
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", colour: "red" } };
    writeFileSync(join(broken, "x.yaml"), JSON.stringify(object));
    const schemas = writeSchemas(join(folder, "schemas"), lab);
    expect(judges.conform(broken, schemas)).toEqual([expect.stringContaining("colour")]);
  });
});

function aboutOf(finding: string): string {
  return finding.split(" ").slice(0, 2).join(" ");
}
