/** Which Secrets must be there for rendered objects, and what is in each: words, never a value. */
import type { Declaration } from "../../target.ts";
import type { Source, Text } from "../../values.ts";
import { around, shared } from "../names.ts";
import type { Manifest } from "../object.ts";

type Settle = (name: unknown) => unknown;

/** Whatever YAML ends a line at. */
const lineBreaks = /[\n\r\u0085\u2028\u2029]/g;

/** Lines, sorted. `settle` gives an object's name as the others refer to it. */
export function describeSecrets(declarations: readonly Declaration[], settle: Settle): string[] {
  return declarations.flatMap((one) => describe(one, settle)).sort();
}

function describe({ type, name, props }: Declaration, settle: Settle): string[] {
  if (name === around.registries) return [`${shared.registries} (kubernetes.io/dockerconfigjson)`];
  if (name === around.certificate) return [`${shared.certificate} (kubernetes.io/tls)`];
  if (type === "andamio:kubernetes:Secret") return [`\${${name}}: ${describeSource(props)}`];
  if (props["kind"] !== "Secret") return [];
  const { metadata, stringData, data } = props as unknown as Manifest & Given;
  const called = String(settle(metadata.name));
  return Object.entries({ ...stringData, ...data }).map(([key, text]) => `${called}, key "${key}": ${spell(text)}`);
}

interface Given {
  stringData?: Readonly<Record<string, Text>>;
  data?: Readonly<Record<string, Text>>;
}

function describeSource(props: object): string {
  const { value, bytes, format } = props as { value?: Source; bytes?: number; format?: string };
  if (!value) return `${bytes} random bytes as ${format}`;
  return `from the ${Object.entries(value.$source).map((one) => one.join(" ")).join()}`;
}

function spell(text: Text): string {
  if (typeof text === "string") return text.replaceAll(lineBreaks, escapeBreak);
  if ("$ref" in text) return `\${${text.$ref}}`;
  return text.$join.map(spell).join("");
}

/** As in a double-quoted text. */
function escapeBreak(lineBreak: string): string {
  const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r" };
  return named[lineBreak] ?? `\\u${lineBreak.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
