/**
 * The objects that a deploy makes as YAML, for those who apply them by other means. Secrets are
 * only named: they must be in the cluster. Pure.
 */
import { Document, stringify, visit } from "yaml";

import type { Declaration } from "../../target.ts";
import type { Manifest } from "../object.ts";
import { findWaves } from "./find-waves.ts";
import { type Known, settle } from "./settle.ts";
import { describeSecrets } from "./wanted-secrets.ts";

type Files = Readonly<Record<string, string>>;

/**
 * Files by name. `images` are references by the name of the declaration that would make them,
 * `deployed` the names of the objects that are deployed, by that of their declaration.
 */
export function render(
  declarations: readonly Declaration[],
  images: Files,
  deployed: ReadonlyMap<string, string> = new Map(),
): Files {
  const manifests = declarations.map((one) => ({ ...one, manifest: manifestOf(one) }));
  const names = manifests.flatMap(({ name, manifest }): [string, string][] => {
    const called = deployed.get(name);
    if (!manifest || called === undefined) return [];
    return [[JSON.stringify(manifest.metadata.name), called]];
  });
  const known: Known = { images, names: new Map(names) };
  const waves = findWaves(declarations);
  const files = new Map<string, string[]>();
  for (const { name, parent, manifest } of manifests) {
    if (!manifest || manifest.kind === "Secret") continue;
    const object = tidy(settle(manifest, known) as Manifest, waves.get(name) ?? 0);
    const file = `${parent || "environment"}.yaml`;
    files.set(file, [...(files.get(file) ?? []), write(object)]);
  }
  const wanted = describeSecrets(declarations, (name) => settle(name, known));
  const sorted = [...files.keys()].sort();
  return {
    ...Object.fromEntries(sorted.map((name) => [name, (files.get(name) ?? []).join("---\n")])),
    "kustomization.yaml": describe(wanted) + kustomization(sorted),
  };
}

/** A Job is made by our own provider. */
function manifestOf({ type, props }: Declaration): Manifest | undefined {
  const made = type === "andamio:kubernetes:Job" ? props["manifest"] : props;
  return type.startsWith("kubernetes:") || made !== props ? (made as Manifest) : undefined;
}

/** Kubernetes reads YAML 1.1, to which `on` is true and `1:20` eighty: such texts are quoted. */
function write(object: object): string {
  const document = new Document(object, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === "string" && /^[-+.]?\d/.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  document.directives!.yaml.explicit = false;
  return document.toString({ lineWidth: 0 });
}

/** Without what is meant for the engine, and with the order for Argo CD. */
function tidy({ apiVersion, kind, metadata, ...rest }: Manifest, wave: number): object {
  const all = Object.entries(metadata.annotations ?? {});
  const own = all.filter(([name]) => !name.startsWith("pulumi.com/"));
  const annotations = { ...Object.fromEntries(own), "argocd.argoproj.io/sync-wave": String(wave) };
  return { apiVersion, kind, metadata: { ...metadata, annotations }, ...rest };
}

function kustomization(resources: readonly string[]): string {
  const head = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  return stringify({ ...head, resources });
}

function describe(wanted: readonly string[]): string {
  if (wanted.length === 0) return "";
  return `# Secrets that must be in the namespace, and what each \${…} in them is:\n${wanted.map((one) => `#   ${one}\n`).join("")}`;
}
