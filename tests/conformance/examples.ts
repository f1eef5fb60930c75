/**
 * All examples of all components as one environment, each under a name of its own. Knows no target
 * and no component: a new one is in it by being in its table.
 */
import { components } from "../../platform/components/index.ts";

type Plain = Record<string, unknown>;

export interface Placed {
  name: string;
  kind: string;
  title: string;
  spec: Plain;
}

export interface Together {
  /** Examples, and what stands beside them. */
  components: Record<string, Plain & { kind: string }>;
  placed: readonly Placed[];
}

/** `adjust` changes what is written of a component, where a place has little room. */
export function placeExamples(adjust: (spec: Plain, kind: string) => Plain): Together {
  const all: Together["components"] = {};
  const known = new Map<string, string>();
  const sole = new Set<string>();
  const put = (name: string, kind: string, spec: Plain): string => {
    const key = JSON.stringify([kind, spec]);
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, name);
    all[name] = { kind, ...adjust(giveWay(kind, spec, sole), kind) };
    return name;
  };
  const placed = Object.entries(components).flatMap(([kind, { examples }]) =>
    examples.map(({ title, spec, beside = {} }, index) => {
      const name = `${kind.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}-${index + 1}`;
      const names = Object.entries(beside).map(([called, { kind: other, ...one }]) =>
        [called, put(`${name}-${called}`, String(other), one)] as const);
      const own = rename(spec, new Map(names)) as Plain;
      return { name: put(name, kind, own), kind, title, spec: own };
    }),
  );
  return { components: all, placed };
}

/** Of what there may be only one, the first is it. */
function giveWay(kind: string, spec: Plain, taken: Set<string>): Plain {
  const what = components[kind]!.sole?.(spec)?.what;
  if (what === undefined) return spec;
  if (taken.has(what)) return { ...spec, role: "analytics" };
  taken.add(what);
  return spec;
}

/** The names of what stands beside it, in references and where a component is named. */
function rename(value: unknown, names: ReadonlyMap<string, string>, field = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => rename(one, names, field));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, rename(one, names, key)]),
    );
  }
  if (typeof value !== "string") return value;
  if (field === "after") return names.get(value) ?? value;
  return value.replace(/\$\{([a-z0-9-]+)\./g, (_all, name: string) => `\${${names.get(name) ?? name}.`);
}

/** Variables that name every output there is, but those of which only the environment knows. */
export function nameOutputs(all: Together["components"]): Record<string, string> {
  const found = Object.entries(all).flatMap(([name, { kind, ...spec }]) =>
    Object.keys(components[kind]!.outputs(spec)).map((output) => [
      `OUT_${name.replaceAll("-", "_")}_${output}`,
      `\${${name}.${output}}`,
    ]),
  );
  return Object.fromEntries(found) as Record<string, string>;
}
