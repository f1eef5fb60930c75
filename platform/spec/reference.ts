/** The language's reference for people, printed from the schema: every word in it stands there. */
import type { Catalogue, KindTraits, Values } from "./catalogue.ts";
import { describeContracts } from "./describe-contracts.ts";
import { toFlow } from "./flow.ts";
import { forms } from "./forms.ts";
import {
  type FieldsShape,
  isFields,
  isKinds,
  isMap,
  isText,
  type Property,
  type Shape,
} from "./schema.ts";

interface Example {
  title: string;
  spec: Values;
  beside?: Readonly<Record<string, Values>>;
}

export function describeLanguage(
  { environment, kinds }: Catalogue,
  components: Readonly<Record<string, { examples: readonly Example[] }>>,
): string {
  return [
    intro,
    section("The environment", environment),
    ...Object.entries(kinds).map(([kind, traits]) =>
      describeKind(kind, traits, components[kind]?.examples ?? []),
    ),
    describeContracts(),
  ].join("\n");
}

const intro = `# Environments

One file is one environment; \`extends\` lays it over another. This page is printed from the schema by \`andamio schema --write\`.
A file begins with \`version: 1\`; a file whose result has no \`target\` is a layer, which is extended and never deployed.
Things are wired by references alone: \`\${db.url}\` gives the value, the start order and the secrecy. References are read in
\`env\`, \`envGroups\` and \`command\`; a plain \`\${\` is written \`$\${\`. In a layer, the written word \`null\` removes.
Values of \`env\`, \`envGroups\` and \`labels\` are text as written: \`DEBUG: 0\` is \`0\`.
\`environment.name\` and \`environment.timezone\` can be referred to everywhere.
`;

function describeKind(kind: string, traits: KindTraits, examples: readonly Example[]): string {
  const shown = examples.map(({ title, spec, beside = {} }) => {
    const all = { ...beside, example: { kind, ...spec } };
    return `${title[0]?.toUpperCase()}${title.slice(1)}:\n\`\`\`yaml\n${Object.entries(all)
      .map(([name, value]) => `${name}: ${toFlow(value)}`)
      .join("\n")}\n\`\`\`\n`;
  });
  return [section(kind, traits.schema), describeOutputs(traits), ...shown].join("\n");
}

/** Kinds whose outputs depend on a field are asked with each of its values. */
function describeOutputs({ schema, outputs }: KindTraits): string {
  const engine = schema.properties.engine as { enum?: readonly string[] } | undefined;
  const lines = (engine?.enum ?? [undefined]).map((value) => {
    const found = Object.entries(outputs(value === undefined ? {} : { engine: value }));
    const names = found.map(([name, { secret }]) => `\`${name}\`${secret ? " (secret)" : ""}`);
    return `Outputs${value === undefined ? "" : ` with \`engine: ${value}\``}: ${names.length === 0 ? "none" : names.join(", ")}.\n`;
  });
  return lines.join("\n");
}

function section(title: string, shape: FieldsShape): string {
  const rows = describeFields(shape, "");
  const about = shape.description === undefined ? "" : `${shape.description}\n\n`;
  return `## ${title}\n\n${about}| field | type | default | meaning | example |\n|---|---|---|---|---|\n${rows.join("\n")}\n`;
}

function describeFields({ properties, required = [] }: FieldsShape, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const inner = innerFields(property);
    return [
      row(path, property, required.includes(name)),
      ...(inner ? describeFields(inner.shape, `${path}.${inner.member}`) : []),
    ];
  });
}

function innerFields(property: Shape): { shape: FieldsShape; member: string } | undefined {
  if (isFields(property)) return { shape: property, member: "" };
  return isMap(property) && isFields(property.additionalProperties)
    ? { shape: property.additionalProperties, member: "NAME." }
    : undefined;
}

function row(path: string, property: Property, required: boolean): string {
  const value =
    property.default === undefined || isEmptyMap(property.default)
      ? ""
      : `\`${toFlow(property.default)}\``;
  const [example] = property.examples;
  const cells = [
    `\`${path}\``,
    describeType(property),
    required ? "**required**" : value,
    property.description,
    `\`${toFlow(example)}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function describeType(shape: Shape): string {
  if (isKinds(shape)) return `map of ${Object.keys(shape.kinds).join(", ")}`;
  if (isMap(shape)) return `map of ${describeType(shape.additionalProperties)}`;
  if (isFields(shape)) return "fields";
  if (isText(shape)) return shape.form === undefined ? "text as written" : nameOf(shape.form);
  if (shape.type === "array") return `list of ${describeType(shape.items)}`;
  if (shape.type === "string") return describeString(shape);
  return shape.type === "boolean" ? "`true` `false`" : describeNumber(shape);
}

function describeString(shape: Extract<Shape, { type: "string" }>): string {
  if (shape.enum) return shape.enum.map((value) => `\`${value}\``).join(" ");
  return shape.form ? nameOf(shape.form) : "text";
}

function describeNumber({
  type,
  const: only,
  minimum,
  exclusiveMinimum,
  maximum,
}: Extract<Shape, { type: "integer" | "number" }>): string {
  if (only !== undefined) return `\`${only}\``;
  const least = minimum ?? exclusiveMinimum;
  const range =
    least === undefined
      ? ""
      : ` ${exclusiveMinimum === undefined ? "" : "above "}${least}–${maximum}`;
  return `${type === "integer" ? "whole number" : "number"}${range}`;
}

function nameOf(form: keyof typeof forms): string {
  return forms[form].what.replace(/^an? |^the /, "");
}
