/**
 * The language's schema as JSON Schema: one for checking and for editors, and one for layers, in
 * which everything may be left out or removed.
 */
import { forms } from "./forms.ts";
import { type FieldsShape, isFields, isKinds, isMap, type Shape } from "./schema.ts";

type Json = Record<string, unknown>;

export interface SchemaOptions {
  /** Nothing is required, and `null` removes. */
  layer?: boolean;
  /** Without what is only for people. */
  bare?: boolean;
}

interface Building {
  layer: boolean;
  bare: boolean;
  definitions: Json;
  /** Names of fields that several kinds share: written once. */
  shared: ReadonlyMap<Shape, string>;
}

export function buildJsonSchema(
  environment: FieldsShape,
  { layer = false, bare = false }: SchemaOptions = {},
): Json {
  const kinds = kindsOf(environment);
  const building: Building = { layer, bare, definitions: {}, shared: findShared(kinds) };
  for (const [shape, name] of building.shared) {
    building.definitions[name] = convert(shape, building);
  }
  for (const [kind, shape] of Object.entries(kinds)) {
    building.definitions[kind] = convertFields(shape, building, kind);
  }
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: layer ? "A layer of an Andamio environment" : "An Andamio environment",
    ...convert(environment, building),
    definitions: building.definitions,
  };
}

function findShared(kinds: Readonly<Record<string, FieldsShape>>): Map<Shape, string> {
  const seen = new Set<Shape>();
  const shared = new Map<Shape, string>();
  for (const { properties } of Object.values(kinds)) {
    for (const [name, shape] of Object.entries(properties)) {
      if (seen.has(shape)) shared.set(shape, name);
      seen.add(shape);
    }
  }
  return shared;
}

function kindsOf(environment: FieldsShape): Readonly<Record<string, FieldsShape>> {
  const components = environment.properties.components;
  return isKinds(components) ? components.kinds : {};
}

function convert(shape: Shape, building: Building): Json {
  if (isKinds(shape)) return convertKinds(shape.kinds, shape, building);
  if (isFields(shape)) return convertFields(shape, building);
  if (isMap(shape)) {
    return {
      ...annotationsOf(shape, building),
      additionalProperties: removable(convert(shape.additionalProperties, building), building),
    };
  }
  if (shape.type === "array") {
    return { ...annotationsOf(shape, building), items: convert(shape.items, building) };
  }
  return annotationsOf(shape, building);
}

function convertFields(shape: FieldsShape, building: Building, kind?: string): Json {
  const { required, ...rest } = annotationsOf(shape, building);
  const properties = Object.entries(shape.properties).map(([name, property]) => [
    name,
    removable(convertProperty(property, building), building),
  ]);
  const all = kind === undefined ? properties : [["kind", { const: kind }], ...properties];
  return {
    ...rest,
    properties: Object.fromEntries(all),
    ...(building.layer || !required ? {} : { required }),
  };
}

function convertProperty(property: Shape, building: Building): Json {
  const name = building.shared.get(property);
  return name === undefined ? convert(property, building) : { $ref: `#/definitions/${name}` };
}

function convertKinds(
  kinds: Readonly<Record<string, FieldsShape>>,
  shape: Shape,
  building: Building,
): Json {
  const names = Object.keys(kinds);
  const cases = names.map((name) => ({
    if: { type: "object", required: ["kind"], properties: { kind: { const: name } } },
    then: { $ref: `#/definitions/${name}` },
  }));
  const isOpen = { type: "object", not: { required: ["kind"] } };
  const ofAnyKind = { if: isOpen, then: anyOf(kinds) };
  const member = {
    type: "object",
    ...(building.layer ? {} : { required: ["kind"] }),
    properties: { kind: { type: "string", enum: names, description: "What the component is." } },
    allOf: building.layer ? [...cases, ofAnyKind] : cases,
  };
  return { ...annotationsOf(shape, building), additionalProperties: removable(member, building) };
}

/** A component whose kind another layer names: its fields are as in a kind that has them. */
function anyOf(kinds: Readonly<Record<string, FieldsShape>>): Json {
  const fields = new Set(Object.values(kinds).flatMap((shape) => Object.keys(shape.properties)));
  const properties = [...fields].map((field) => {
    const having = Object.keys(kinds).filter((kind) => field in kinds[kind]!.properties);
    const refs = having.map((kind) => ({ $ref: `#/definitions/${kind}/properties/${field}` }));
    return [field, refs.length === 1 ? refs[0] : { anyOf: refs }];
  });
  return { properties: Object.fromEntries(properties) as Json, additionalProperties: false };
}

function removable(schema: Json, { layer }: Building): Json {
  const { description } = schema;
  return layer
    ? { anyOf: [schema, { type: "null" }], ...(description === undefined ? {} : { description }) }
    : schema;
}

/** Everything but what only we read. */
function annotationsOf(shape: Shape, { bare }: Building): Json {
  const {
    form,
    names,
    references: _references,
    kinds: _kinds,
    description,
    examples,
    default: value,
    ...rest
  } = shape as unknown as Json;
  const pattern = form === undefined ? {} : { pattern: forms[form as keyof typeof forms].pattern };
  const keys =
    names === undefined
      ? {}
      : { propertyNames: { pattern: forms[names as keyof typeof forms].pattern } };
  const words = bare ? {} : { description, examples, default: value };
  return {
    ...rest,
    ...pattern,
    ...keys,
    ...Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined)),
  };
}
