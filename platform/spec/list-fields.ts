/** All fields of the language, each with values that fit it. Knows no target. */
import { isGroup } from "./model.ts";
import { type FieldsShape, isFields, isKinds, isMap, type Property, type Shape } from "./schema.ts";

export interface Field {
  /** As targets are asked: `Service.health.path`. */
  path: string;
  samples: readonly unknown[];
}

/** Settings of a target stand in the map of its name, and are nobody else's to honour. */
export function listFields(environment: FieldsShape, settings: readonly string[]): Field[] {
  const { images, components, ...rest } = environment.properties;
  const own = Object.entries(rest).filter(([name]) => !settings.includes(name));
  return [
    ...fieldsOf({ ...environment, properties: Object.fromEntries(own) }, "Environment"),
    ...(isMap(images) ? fieldsOf(images.additionalProperties, "Image") : []),
    ...(isKinds(components)
      ? Object.entries(components.kinds).flatMap(([kind, shape]) => fieldsOf(shape, kind))
      : []),
  ];
}

function fieldsOf(shape: Shape, path: string): Field[] {
  if (isMap(shape)) return fieldsOf(shape.additionalProperties, path);
  if (!isFields(shape)) return [];
  return Object.entries(shape.properties).flatMap(([name, property]): Field[] => {
    const inside = `${path}.${name}`;
    return isGroup(property)
      ? fieldsOf(property, inside)
      : [{ path: inside, samples: samplesOf(property) }];
  });
}

/** Every word of an enumeration, both truths, and the examples. */
function samplesOf(property: Property): unknown[] {
  const words = "enum" in property ? (property.enum ?? []) : [];
  const truths = property.type === "boolean" ? [true, false] : [];
  return [...new Set([...words, ...truths, ...property.examples])];
}
