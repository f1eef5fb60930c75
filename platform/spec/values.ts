/**
 * The checked value of an environment: what the language does not know is left out, and defaults
 * are filled in.
 */
import { type FieldsShape, isFields, isKinds, isText, memberOf, type Shape } from "./schema.ts";

type Plain = Record<string, unknown>;

/**
 * Drops what is unknown or of another type, so that whoever reads on finds only what the schema
 * promises, or nothing.
 */
export function settleValue(value: unknown, shape: Shape): unknown {
  if (shape.type === "array") {
    return Array.isArray(value)
      ? value.map((item) => settleValue(item, shape.items)).filter((item) => item !== undefined)
      : undefined;
  }
  if (shape.type !== "object") return fits(value, shape) ? value : undefined;
  if (!isPlain(value)) return undefined;
  return isFields(shape) ? settleFields(value, shape) : settleMembers(value, shape);
}

function settleMembers(value: Plain, shape: Shape): Plain {
  const settled = Object.create(null) as Plain;
  for (const [key, member] of Object.entries(value)) {
    const kind = isPlain(member) ? member.kind : undefined;
    const known = memberOf(shape, key, kind);
    const result = known === undefined ? {} : settleValue(member, known);
    if (isKinds(shape)) settled[key] = { kind, ...(result as Plain | undefined) };
    else if (result !== undefined) settled[key] = result;
  }
  return settled;
}

function settleFields(value: Plain, { properties }: FieldsShape): Plain {
  const settled: Plain = {};
  for (const [name, property] of Object.entries(properties)) {
    const given = Object.hasOwn(value, name) ? settleValue(value[name], property) : undefined;
    // a default of an object is filled in by the defaults of its fields
    const result =
      given ??
      (property.default === undefined ? undefined : settleValue(property.default, property));
    if (result !== undefined) settled[name] = result;
  }
  return settled;
}

function fits(value: unknown, shape: Shape): boolean {
  if (isText(shape) || shape.type === "string") return typeof value === "string";
  if (shape.type === "boolean") return typeof value === "boolean";
  return (
    typeof value === "number" &&
    Number.isFinite(value) &&
    (shape.type !== "integer" || Number.isInteger(value))
  );
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
