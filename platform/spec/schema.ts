/**
 * The forms of JSON Schema that components use, and the TypeScript type that each describes.
 * Checks nothing itself.
 */

/** What every property must say: it is the only documentation of that field. */
interface Described {
  description: string;
  examples: readonly unknown[];
  default?: unknown;
}

/** A way of writing a value, checked beyond its pattern; see forms.ts. */
export type FormName =
  | "duration"
  | "size"
  | "cron"
  | "timezone"
  | "component name"
  | "variable"
  | "path"
  | "signal"
  | "absolute path"
  | "url path"
  | "role"
  | "version"
  | "image"
  | "label"
  | "config key"
  | "backend"
  | "repository"
  | "registry"
  | "tag"
  | "any path"
  | "setting"
  | "field"
  | "container name"
  | "header"
  | "range"
  | "loss";

/**
 * Where `${name.output}` is read: `shown` refuses secrets, because others can see the place;
 * `secret` wants one, because what stands there is a credential.
 */
export type ReferenceRule = "any" | "shown" | "secret";

interface StringShape {
  type: "string";
  enum?: readonly string[];
  form?: FormName;
  pattern?: string;
  references?: ReferenceRule;
}
/** Text as written: `DEBUG: 0` is `0`. */
interface TextShape {
  type: readonly ["string", "number", "boolean"];
  form?: FormName;
  pattern?: string;
  references?: ReferenceRule;
}
interface NumberShape {
  type: "integer" | "number";
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  const?: number;
}
interface BooleanShape {
  type: "boolean";
}
interface ListShape {
  type: "array";
  items: Shape;
  minItems?: number;
  uniqueItems?: boolean;
}
interface MapShape {
  type: "object";
  names: FormName;
  additionalProperties: Shape;
  minProperties?: number;
}
export interface FieldsShape {
  type: "object";
  additionalProperties: false;
  properties: Readonly<Record<string, Property>>;
  required?: readonly string[];
  description?: string;
}

/** A map whose members say by `kind` what they are. */
export interface KindsShape {
  type: "object";
  names: FormName;
  kinds: Readonly<Record<string, FieldsShape>>;
}

export type Shape =
  | StringShape
  | TextShape
  | NumberShape
  | BooleanShape
  | ListShape
  | MapShape
  | FieldsShape
  | KindsShape;
export type Property = Shape & Described;

type Filled<P, R> = {
  [K in keyof P]: K extends R ? K : P[K] extends { default: unknown } ? K : never;
}[keyof P];
type Fields<P, R> = { readonly [K in Filled<P, R>]: Read<P[K]> } & {
  readonly [K in Exclude<keyof P, Filled<P, R>>]?: Read<P[K]>;
};

/** The value that a schema describes, with defaults applied. */
export type Read<S> = S extends { enum: readonly (infer E)[] }
  ? E
  : S extends { type: readonly ["string", "number", "boolean"] } | { type: "string" }
    ? string
    : S extends { type: "integer" | "number" }
      ? number
      : S extends { type: "boolean" }
        ? boolean
        : S extends { type: "array"; items: infer I }
          ? readonly Read<I>[]
          : S extends { properties: infer P; required: readonly (infer R)[] }
            ? Fields<P, R>
            : S extends { properties: infer P }
              ? Fields<P, never>
              : S extends { additionalProperties: infer V }
                ? Readonly<Record<string, Read<V>>>
                : never;

/** The type of a value that is text as written. */
export const text = ["string", "number", "boolean"] as const;

export function isFields(shape: Shape | undefined): shape is FieldsShape {
  return shape?.type === "object" && "properties" in shape;
}

export function isMap(shape: Shape | undefined): shape is MapShape {
  return shape?.type === "object" && "names" in shape && "additionalProperties" in shape;
}

export function isKinds(shape: Shape | undefined): shape is KindsShape {
  return shape?.type === "object" && "kinds" in shape;
}

export function isText(shape: Shape | undefined): shape is TextShape {
  return Array.isArray(shape?.type);
}

/**
 * Schema of one member of a map or list, or of one field; none where the language has no such
 * field. `kind` is what the member says it is.
 */
export function memberOf(shape: Shape | undefined, key: string, kind?: unknown): Shape | undefined {
  if (shape === undefined) return undefined;
  if (isFields(shape)) return own(shape.properties, key);
  if (isMap(shape)) return shape.additionalProperties;
  if (isKinds(shape)) return own(shape.kinds, kind);
  return shape.type === "array" ? shape.items : undefined;
}

/** A record's own value: a key that a user wrote never finds what every object has. */
export function own<T>(record: Readonly<Record<string, T>>, key: unknown): T | undefined {
  return typeof key === "string" && Object.hasOwn(record, key) ? record[key] : undefined;
}
