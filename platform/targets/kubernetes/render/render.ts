/**
 * The objects of an environment as YAML, for those who apply it by other means. What is secret is
 * only named: it must be in the cluster. Pure.
 */
import { Document, stringify, visit } from "yaml";

import type { Declaration } from "../../target.ts";
import { around } from "../names.ts";
import type { Manifest } from "../object.ts";
import { findWaves } from "./find-waves.ts";
import { nameSecrets } from "./name-secrets.ts";
import { settle } from "./settle.ts";

type Files = Readonly<Record<string, string>>;

/** Files by name. `images` are references by the name of the declaration that would make them. */
export function render(declarations: readonly Declaration[], images: Files): Files {
  const { named, wanted } = nameSecrets(declarations);
  const waves = findWaves(declarations);
  const files = new Map<string, string[]>();
  for (const declaration of declarations) {
    const manifest = manifestOf(named.get(declaration.name), declaration);
    if (!manifest) continue;
    const object = tidy(settle(manifest, images) as Manifest, waves.get(declaration.name) ?? 0);
    const file = `${declaration.parent || "environment"}.yaml`;
    files.set(file, [...(files.get(file) ?? []), write(object)]);
  }
  const names = [...files.keys()].sort();
  return {
    ...Object.fromEntries(names.map((name) => [name, (files.get(name) ?? []).join("---\n")])),
    "kustomization.yaml": describe(wanted) + kustomization(names),
  };
}

/** A Job is made by our own provider, and the Secrets of programs are not made here at all. */
function manifestOf(named: object | undefined, { type, name }: Declaration): object | undefined {
  if (name === around.registries || name === around.certificate) return undefined;
  const props = named as { kind?: string; manifest?: object } | undefined;
  if (type === "andamio:kubernetes:Job") return props?.manifest;
  return type.startsWith("kubernetes:") && props?.kind !== "Secret" ? props : undefined;
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
  return `# Secrets that must be in the namespace:\n${wanted.map((one) => `#   ${one}\n`).join("")}`;
}
