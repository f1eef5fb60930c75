/**
 * Replaces the Secrets that a deploy puts together by the single ones that they are made of: a
 * password has a Secret of its own, and a URL names it inside.
 */
import { PlatformError } from "../../../errors.ts";
import type { Declaration } from "../../target.ts";
import type { Ref, Source, Text } from "../../values.ts";
import { around, shared } from "../names.ts";
import { literal } from "../variables.ts";

interface Named {
  /** Properties by the declaration's name. */
  named: ReadonlyMap<string, object>;
  /** Lines that say which Secrets must be there. */
  wanted: string[];
}

type Values = Readonly<Record<string, Text>>;
type Item = Readonly<Record<string, unknown>>;

export function nameSecrets(declarations: readonly Declaration[]): Named {
  const secrets = new Map<string, Values>();
  for (const { props } of declarations) {
    if (props["kind"] !== "Secret") continue;
    const { name } = props["metadata"] as { name: unknown };
    secrets.set(JSON.stringify(name), props["stringData"] as Values);
  }
  const named = declarations.map(({ name, props }): [string, object] => [
    name,
    change(props, secrets) as object,
  ]);
  return { named: new Map(named), wanted: declarations.flatMap(describe).sort() };
}

function describe({ type, name, props }: Declaration): string[] {
  if (name === around.registries) return [`${shared.registries} (kubernetes.io/dockerconfigjson)`];
  if (name === around.certificate) return [`${shared.certificate} (kubernetes.io/tls)`];
  if (type !== "andamio:kubernetes:Secret") return [];
  const { value, bytes, format } = props as { value?: Source; bytes?: number; format?: string };
  const from = value ? Object.entries(value.$source).map((one) => one.join(" ")).join() : "";
  return [`${name}, key "value": ${from ? `from the ${from}` : `${bytes} random bytes as ${format}`}`];
}

function change(value: unknown, secrets: ReadonlyMap<string, Values>): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((one) => variable(one as Item, secrets) ?? [change(one, secrets)]);
  }
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value || "$join" in value || "$digest" in value) return value;
  const volume = (value as { secret?: { secretName: unknown } }).secret;
  const files = volume && secrets.get(JSON.stringify(volume.secretName));
  if (files) return { name: (value as Item)["name"], projected: project(files) };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, secrets)]));
}

/** A variable whose value a Secret would hold; the parts of which it is made stand before it. */
function variable(item: Item, secrets: ReadonlyMap<string, Values>): object[] | undefined {
  const from = (item as { valueFrom?: { secretKeyRef?: { name: unknown; key: string } } } | null)
    ?.valueFrom?.secretKeyRef;
  const value = from && secrets.get(JSON.stringify(from.name))?.[from.key];
  if (value === undefined) return undefined;
  if (typeof value === "object" && "$ref" in value) return [fromSecret(String(item["name"]), value)];
  const parts = typeof value === "string" ? [value] : value.$join;
  const refs = parts.filter((part): part is Ref => typeof part !== "string");
  const text = parts.map((part) => (typeof part === "string" ? literal(part) : `$(${nameOf(part)})`));
  return [...refs.map((ref) => fromSecret(nameOf(ref), ref)), { name: item["name"], value: text.join("") }];
}

function fromSecret(name: string, { $ref }: Ref): object {
  return { name, valueFrom: { secretKeyRef: { name: $ref, key: "value" } } };
}

function nameOf({ $ref }: Ref): string {
  return `ANDAMIO_${$ref.toUpperCase().replaceAll("-", "_")}`;
}

function project(files: Values): object {
  const sources = Object.entries(files).map(([path, value]) => {
    if (typeof value === "object" && "$ref" in value) {
      return { secret: { name: value.$ref, items: [{ key: "value", path }] } };
    }
    throw new PlatformError("target_unsupported", `${path} is put together from a secret and words, which no file can hold here`, {
      hint: "secretsAs: env for that component",
    });
  });
  return { defaultMode: 0o440, sources };
}
