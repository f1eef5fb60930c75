/**
 * Compiles the schemas of requests. Ajv takes any text that JavaScript reads as a number ("1e309",
 * "0x10", " 5 "), and checks no bound of what is not finite; here only plain decimals reach it.
 */

import ajvCompiler from "@fastify/ajv-compiler";

interface ErrorObject {
  instancePath: string;
  message?: string;
  keyword: string;
  schemaPath: string;
  params: Record<string, unknown>;
}

type BuildValidator = (schemas: unknown, options: unknown) => (route: Route) => Validate;

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface Route {
  schema: Schema;
}

type Check = (value: unknown) => ErrorObject | undefined;
type Validate = ((value: unknown) => unknown) & { errors?: ErrorObject[] | null };

/** Its types name a schema where Fastify passes a route. */
const buildFromPool = ajvCompiler() as unknown as BuildValidator;

/** For `schemaController.compilersFactory` of Fastify. */
export const buildValidator: BuildValidator = (schemas, options) => {
  const compile = buildFromPool(schemas, options);
  return (route) => {
    const validate = compile(route);
    const check = checkNumbers(route.schema, "");
    if (!check) return validate;
    const guarded: Validate = (value) => {
      const fault = check(value);
      const result = fault ? false : validate(value);
      guarded.errors = fault ? [fault] : (validate.errors ?? null);
      return result;
    };
    return guarded;
  };
};

/** Of every number in the schema; undefined where there is none. */
function checkNumbers({ type, properties = {}, items }: Schema, path: string): Check | undefined {
  const number = ["integer", "number"].find((name) => [type].flat().includes(name));
  if (number) return (value) => (isPlain(value) ? undefined : faultAt(path, number));
  const inner = Object.entries(properties).flatMap(([name, schema]) => {
    const check = checkNumbers(schema, `${path}/${name}`);
    return check ? [[name, check] as const] : [];
  });
  const each = items && checkNumbers(items, `${path}/*`);
  if (inner.length === 0 && !each) return undefined;
  return (value) => {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) return each && firstFault(value.map((item) => [each, item]));
    const fields = value as Record<string, unknown>;
    return firstFault(inner.map(([name, check]) => [check, fields[name]]));
  };
}

function firstFault(pairs: (readonly [Check, unknown])[]): ErrorObject | undefined {
  for (const [check, value] of pairs) {
    const fault = check(value);
    if (fault) return fault;
  }
  return undefined;
}

/** What is neither text nor a truth value is left to the schema. */
function isPlain(value: unknown): boolean {
  if (typeof value === "boolean") return false;
  if (typeof value !== "string" || value === "") return true;
  return /^(-(?!0$))?(0|[1-9]\d*)(\.\d+)?$/.test(value) && Number.isFinite(Number(value));
}

function faultAt(instancePath: string, type: string): ErrorObject {
  return {
    instancePath,
    message: `must be ${type}`,
    keyword: "type",
    schemaPath: "#/type",
    params: { type },
  };
}
