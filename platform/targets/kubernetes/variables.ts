/** The variables of a program: plain ones as they are, secret ones from a Secret of its own. */
import type { Run } from "../primitives.ts";
import type { Context, Declaration } from "../target.ts";
import { type Content, contentOf, type DigestName, type Text } from "../values.ts";
import { declareVersioned, digestName } from "./object.ts";

export interface Variables {
  env: { name: string; value?: Text; valueFrom?: object }[];
  /** Secret variables by name. */
  secrets: Readonly<Record<string, Content>>;
  /** Name of the Secret object; it changes with the values, so that a rotation rolls the pods. */
  secretName: DigestName;
  /** The Secret itself; none when nothing is secret. */
  resources: Declaration[];
}

export const secretFolder = "/run/secrets";

export function variablesOf(
  unit: string,
  { env: bindings, secretsAs }: Pick<Run, "env" | "secretsAs">,
  context: Context,
  own: Readonly<Record<string, string>> = {},
): Variables {
  const all = Object.entries(bindings).sort(([a], [b]) => (a < b ? -1 : 1));
  const hidden = all.filter(([, { secret }]) => secret);
  const secrets = Object.fromEntries(hidden.map(([name, one]) => [name, contentOf(one)]));
  const secretName = digestName(`${unit}-env`, secrets);
  const env = all.map(([name, { value, secret }]) => {
    if (!secret) return plain(name, value);
    if (secretsAs === "file") return plain(`${name}_FILE`, `${secretFolder}/${name}`);
    return { name, valueFrom: { secretKeyRef: { name: secretName, key: name } } };
  });
  const given = Object.entries(own).map(([name, value]) => plain(name, value));
  const resources = hidden.length === 0 ? [] : [declareSecret(unit, secretName, secrets, context)];
  return { env: [...given, ...env], secrets, secretName, resources };
}

/** The server leaves out an empty value, and replaces `$(NAME)`. */
function plain(name: string, value: Text): { name: string; value?: Text } {
  return value === "" ? { name } : { name, value: literal(value) };
}

export function literal(text: Text): Text {
  if (typeof text === "string") return /\$[$(]/.test(text) ? text.replaceAll("$", "$$$$") : text;
  if ("$join" in text) {
    const parts = text.$join.map((part) => (typeof part === "string" ? literal(part) : part));
    return { $join: parts as Extract<Text, { $join: unknown }>["$join"] };
  }
  return text;
}

function declareSecret(
  unit: string,
  name: DigestName,
  contents: Readonly<Record<string, Content>>,
  context: Context,
): Declaration {
  const stringData: Record<string, Text> = {};
  const data: Record<string, Text> = {};
  for (const [key, content] of Object.entries(contents)) {
    if (typeof content === "object" && "base64" in content) data[key] = content.base64;
    else stringData[key] = content;
  }
  const given = {
    ...(Object.keys(stringData).length > 0 && { stringData }),
    ...(Object.keys(data).length > 0 && { data }),
  };
  const secret = { apiVersion: "v1", kind: "Secret", type: "Opaque", ...given };
  return declareVersioned(`${unit}-env`, unit, name, secret, context);
}
