/** The language's schema as JSON Schema: one for checking and for editors, and one for layers, in which everything may be left out or removed. */
import { forms } from "./forms.ts";
import { isFields, isKinds, isMap, type FieldsShape, type Shape } from "./schema.ts";

type Json = Record<string, unknown>;

export interface SchemaOptions {
  /** Nothing is required, and `null` removes. */
  layer?: boolean;
}

export function buildJsonSchema(environment: FieldsShape, { layer = false }: SchemaOptions = {}): Json {
  const kinds = kindsOf(environment);
  const $defs = Object.fromEntries(Object.entries(kinds).map(([kind, shape]) => [kind, convert(shape, layer, kind)]));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: layer ? "A layer of an Andamio environment" : "An Andamio environment",
    ...convert(environment, layer),
    definitions: $defs,
  };
}

function kindsOf(environment: FieldsShape): Readonly<Record<string, FieldsShape>> {
  const components = environment.properties.components;
  return isKinds(components) ? components.kinds : {};
}

function convert(shape: Shape, layer: boolean, kind?: string): Json {
  if (isKinds(shape)) return convertKinds(shape.kinds, shape, layer);
  if (isFields(shape)) return convertFields(shape, layer, kind);
  if (isMap(shape)) return { ...annotationsOf(shape), additionalProperties: removable(convert(shape.additionalProperties, layer), layer) };
  if (shape.type === "array") return { ...annotationsOf(shape), items: convert(shape.items, layer) };
  return annotationsOf(shape);
}

function convertFields(shape: FieldsShape, layer: boolean, kind?: string): Json {
  const { required, ...rest } = annotationsOf(shape);
  const properties = Object.entries(shape.properties).map(([name, property]) => [name, removable(convert(property, layer), layer)]);
  const all = kind === undefined ? properties : [["kind", { const: kind }], ...properties];
  return { ...rest, properties: Object.fromEntries(all), ...(layer || !required ? {} : { required }) };
}

function convertKinds(kinds: Readonly<Record<string, FieldsShape>>, shape: Shape, layer: boolean): Json {
  const names = Object.keys(kinds);
  const member = {
    type: "object",
    ...(layer ? {} : { required: ["kind"] }),
    properties: { kind: { type: "string", enum: names, description: "What the component is." } },
    allOf: names.map((name) => ({
      if: { type: "object", required: ["kind"], properties: { kind: { const: name } } },
      then: { $ref: `#/definitions/${name}` },
    })),
  };
  return { ...annotationsOf(shape), additionalProperties: removable(member, layer) };
}

function removable(schema: Json, layer: boolean): Json {
  return layer ? { anyOf: [schema, { type: "null" }], ...(schema.description === undefined ? {} : { description: schema.description }) } : schema;
}

/** Everything but what only we read. */
function annotationsOf(shape: Shape): Json {
  const { form, names, references: _references, kinds: _kinds, ...rest } = shape as unknown as Json;
  const pattern = form === undefined ? {} : { pattern: forms[form as keyof typeof forms].pattern };
  const keys = names === undefined ? {} : { propertyNames: { pattern: forms[names as keyof typeof forms].pattern } };
  return { ...rest, ...pattern, ...keys };
}
