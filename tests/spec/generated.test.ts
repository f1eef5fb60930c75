/** What is printed from the language: schemas for editors, the reference, the validator. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";

import { catalogue } from "../../platform/catalogue.ts";
import { makeGeneratedFiles } from "../../platform/generated.ts";
import { buildJsonSchema } from "../../platform/spec/json-schema.ts";
import { isFields, isKinds, isMap, type Property, type Shape } from "../../platform/spec/schema.ts";

const root = join(import.meta.dirname, "../..");

test.each(Object.entries(makeGeneratedFiles()))(
  "%s says what the schema says (else: npx andamio schema --write)",
  (file, content) => {
    // compared as a whole, because a difference inside would fill the screen
    expect(readFileSync(join(root, file), "utf8") === content).toBe(true);
  },
);

test.each([false, true])(
  "editors are given a schema that strict validators take (layer: %s)",
  (layer) => {
    const schema = buildJsonSchema(catalogue.environment, { layer });
    expect(() =>
      new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema),
    ).not.toThrow();
  },
);

test("an editor accepts the environments that are delivered", () => {
  const ajv = new Ajv({ allowUnionTypes: true });
  const layer = ajv.compile(buildJsonSchema(catalogue.environment, { layer: true }));
  const whole = ajv.compile(buildJsonSchema(catalogue.environment));
  const read = (file: string): unknown =>
    parse(readFileSync(join(root, "environments", file), "utf8"));
  for (const file of ["base.yaml", "dev.yaml"]) expect(layer(read(file)), file).toBe(true);
  expect(whole(read("examples/single.yaml"))).toBe(true);
  expect(layer({ components: { db: { kind: "Database", engin: "sqlite" } } })).toBe(false);
  expect(layer({ components: { db: null, api: { replicas: null } } })).toBe(true);
  // a component whose kind the base names
  for (const api of [{ replicas: 3 }, { publish: { port: 80 } }, { engine: "sqlite" }, {}]) {
    expect(layer({ components: { api } }), JSON.stringify(api)).toBe(true);
  }
  for (const api of [{ replicass: 3 }, { replicas: "many" }, { publish: { prt: 80 } }]) {
    expect(layer({ components: { api } }), JSON.stringify(api)).toBe(false);
  }
});

test("every property has a description and an example that fits it", () => {
  const ajv = new Ajv({ allowUnionTypes: true, strict: false });
  let count = 0;
  for (const [path, property] of listProperties(catalogue.environment, "")) {
    expect(property.description, path).toMatch(/^[A-Z`].*\.$/s);
    expect(property.examples.length, path).toBeGreaterThan(0);
    count += 1;
    if (isKinds(property)) continue;
    // a schema of this property alone, in the place of a description
    const shape = {
      type: "object",
      additionalProperties: false,
      properties: { it: property },
    } as const;
    const validate = ajv.compile(buildJsonSchema(shape));
    for (const it of property.examples) {
      expect(validate({ it }), `${path}: ${JSON.stringify(it)}`).toBe(true);
    }
  }
  expect(count).toBeGreaterThan(60);
});

function* listProperties(shape: Shape, path: string): Generator<[string, Property]> {
  if (isKinds(shape)) {
    for (const [kind, fields] of Object.entries(shape.kinds)) yield* listProperties(fields, kind);
  }
  if (isMap(shape)) yield* listProperties(shape.additionalProperties, `${path}.*`);
  if (!isFields(shape)) return;
  for (const [name, property] of Object.entries(shape.properties)) {
    yield [`${path}.${name}`, property];
    yield* listProperties(property, `${path}.${name}`);
  }
}
