/** What holds where no file sets a field and the schema has no default: as the kind's code says. */
import type { Catalogue, Fallback } from "../spec/catalogue.ts";
import type { Pointer } from "../spec/node.ts";
import { own } from "../spec/schema.ts";
import { componentsOf, listUses, type Side } from "./side.ts";
import { isRecreated } from "./update-mode.ts";

export function findFallback(
  [section, name = "", ...field]: Pointer,
  side: Side,
  catalogue: Catalogue,
): Fallback | undefined {
  const spec = own(componentsOf(side), name);
  if (section !== "components" || !spec) return undefined;
  const alone = isRecreated(name, { catalogue, after: side, uses: listUses(side) });
  const around = { name: side.label, timezone: String(side.value.timezone), alone };
  const all = own(catalogue.kinds, spec.kind)?.fallbacks?.(name, spec, around) ?? {};
  return own(all, field.join(".")) ?? ofGroup(field, all);
}

/** Of a group of fields what holds for each. */
function ofGroup(field: Pointer, all: Readonly<Record<string, Fallback>>): Fallback | undefined {
  const start = `${field.join(".")}.`;
  const inside = Object.entries(all).filter(([path]) => path.startsWith(start));
  const values = inside.map(([path, { value }]) => [path.slice(start.length), value]);
  const source = inside[0]?.[1].source;
  return source === undefined ? undefined : { value: Object.fromEntries(values), source };
}
