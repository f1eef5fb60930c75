/** Leaves out what names an optional secret that is absent: the Secret itself and its variables. */
import type { Component, Environment } from "./environment.ts";
import { type From, readSource } from "./sources.ts";
import { listReferences } from "./spec/references.ts";
import { configKeyOf, listConfigured } from "./stack-config.ts";
import type { Source } from "./targets/values.ts";

export async function leaveOutAbsent(environment: Environment): Promise<Environment> {
  const absent: string[] = [];
  for (const [name, { kind, optional, from }] of Object.entries(environment.components)) {
    if (kind !== "Secret" || optional !== true || !from) continue;
    const source = from as Source["$source"];
    // what Pulumi keeps is known only while it runs
    if ("config" in source) continue;
    if ((await readSource(source, environment.root)) !== undefined) continue;
    if (!isConfigured(environment, name, source)) absent.push(name);
  }
  return absent.length === 0 ? environment : without(absent, environment);
}

function isConfigured({ root, name }: Environment, secret: string, from: From): boolean {
  const key = configKeyOf(secret, from);
  return key !== undefined && listConfigured(root, name).has(key);
}

function without(absent: readonly string[], environment: Environment): Environment {
  const keep = (text: unknown): boolean =>
    typeof text !== "string" || !listReferences(text).some((one) => absent.includes(one.component));
  const strip = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(map).filter(([, text]) => keep(text)));
  const components = Object.entries(environment.components)
    .filter(([name]) => !absent.includes(name))
    .map(([name, spec]): [string, Component] => [name, stripVariables(spec, strip)]);
  const groups = Object.entries(environment.envGroups).map(([name, map]) => [name, strip(map)]);
  return {
    ...environment,
    components: Object.fromEntries(components),
    envGroups: Object.fromEntries(groups) as Environment["envGroups"],
  };
}

type Texts = Readonly<Record<string, string>>;

/** Variables of programs, and secrets that CI gets. */
function stripVariables(spec: Component, strip: (map: Texts) => Texts): Component {
  const fields = ["env", "secrets", "variables"].filter((field) => spec[field] !== undefined);
  const stripped = fields.map((field) => [field, strip(spec[field] as Texts)]);
  return { ...spec, ...Object.fromEntries(stripped) } as Component;
}
