/** A cluster's own description of its objects, as JSON schemas that know no other field. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { KubernetesLab } from "../lab/kubernetes.ts";

const groups = ["api/v1", "apis/apps/v1", "apis/batch/v1", "apis/autoscaling/v2"];
const more = ["apis/networking.k8s.io/v1", "apis/policy/v1"];

/** Files by the names under which kubeconform looks for them; gives where they are. */
export function writeSchemas(folder: string, lab: KubernetesLab): string {
  mkdirSync(folder, { recursive: true });
  for (const group of [...groups, ...more]) {
    const document = JSON.parse(lab.kubectl("get", "--raw", `/openapi/v3/${group}`)) as Document;
    const components = close(document.components);
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      const kinds = schema["x-kubernetes-group-version-kind"] ?? [];
      if (kinds.length !== 1) continue; // what many groups share is no object
      const whole = { allOf: [{ $ref: `#/components/schemas/${name}` }], components };
      writeFileSync(join(folder, fileOf(kinds[0]!)), JSON.stringify(whole));
    }
  }
  return join(folder, "{{ .ResourceKind }}{{ .KindSuffix }}.json");
}

interface Kind {
  group: string;
  version: string;
  kind: string;
}

interface Document {
  components: { schemas: Record<string, { "x-kubernetes-group-version-kind"?: Kind[] }> };
}

function fileOf({ group, version, kind }: Kind): string {
  const parts = [kind, group.split(".")[0], version];
  return `${parts.filter((part) => part !== "").join("-").toLowerCase()}.json`;
}

function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== "object" || value === null) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, close(one)]));
  const isObject = typeof closed["properties"] === "object" && "type" in closed;
  return isObject ? { additionalProperties: false, ...closed } : closed;
}
