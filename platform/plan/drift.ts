/**
 * What of a real thing is not as it was applied: its declared properties, elements of lists by
 * their names. Pure.
 */
import { isSame } from "./compare.ts";
import type { PropertyDrift } from "./plan.ts";
import { describeValue, hide } from "./show.ts";

type Plain = Readonly<Record<string, unknown>>;

/** `declared` says which properties count: others are the server's own. */
export function listDrift(declared: unknown, applied: unknown, real: unknown, path = ""): PropertyDrift[] {
  if (isSame(applied, real)) return [];
  if (Array.isArray(declared)) return listInList(declared, asList(applied), asList(real), path);
  if (!isMap(declared) || isSecret(declared)) return [describe(path, applied, real)];
  const [was, is] = [asMap(applied), asMap(real)];
  return Object.keys(declared).flatMap((key) =>
    listDrift(declared[key], was[key], is[key], path === "" ? key : `${path}.${key}`),
  );
}

/** Where two values of one thing differ in elements of lists: `containers api.env CACHE`. */
export function listChangedElements(before: unknown, after: unknown): string[] {
  const found = [after, before].flatMap((declared) => listDrift(declared, before, after));
  return [...new Set(found.map(({ path }) => path).filter((path) => path.includes(" ")))];
}

/** Elements are found by their names, because one that is added moves all others. */
function listInList(
  declared: readonly unknown[],
  applied: readonly unknown[],
  real: readonly unknown[],
  path: string,
): PropertyDrift[] {
  const [wanted, was, is] = [declared, applied, real].map(byName);
  if (!wanted || !was || !is) return [describe(path, applied, real)];
  const list = path.split(/[. ]/).at(-1) ?? path;
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const [before, after] = [was.get(name), is.get(name)];
    if (isSame(before, after)) return [];
    const at = `${list} ${name}`;
    const inside = wanted.get(name);
    const isThere = before !== undefined && after !== undefined;
    const isWhole = !isThere || !isMap(inside) || isValue(inside);
    return isWhole ? [describe(at, before, after)] : listDrift(inside, before, after, at);
  });
}

function byName(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const named = list.map((one) => [nameOf(one), one] as const);
  const isNamed = named.every(([name]) => name !== undefined);
  const found = new Map(named as readonly (readonly [string, unknown])[]);
  return isNamed && found.size === list.length ? found : undefined;
}

const names = ["name", "label", "key", "target", "containerPort", "external", "host"];

/** `NAME=value` is named too. */
function nameOf(element: unknown): string | undefined {
  if (typeof element === "string") return /^([A-Za-z_]\w*)=/.exec(element)?.[1];
  const key = isMap(element) ? names.find((one) => element[one] !== undefined) : undefined;
  return key && String((element as Plain)[key]);
}

const valueFields = new Set([...names, "value", "valueFrom"]);

/** Whether an element is but a name and its value. */
function isValue(element: Plain): boolean {
  return Object.keys(element).every((key) => valueFields.has(key));
}

function describe(path: string, applied: unknown, real: unknown): PropertyDrift {
  const name = path.split(/[. ]/).at(-1) ?? "";
  const [before, after] = [applied, real].map((one) => describeValue(name, toValue(one), hide));
  return { path, before: before!, after: after! };
}

/** Of a named value the value alone. */
function toValue(element: unknown): unknown {
  if (typeof element === "string") return element.replace(/^[A-Za-z_]\w*=/, "");
  if (!isMap(element)) return element;
  if (isSecret(element)) return hide("");
  return "value" in element && isValue(element) ? toValue(element["value"]) : hideInside(element);
}

function hideInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideInside);
  if (!isMap(value)) return value;
  if (isSecret(value)) return hide("");
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hideInside(one)]));
}

/** The engine shows a secret as an object with this text in it. */
function isSecret(value: Plain): boolean {
  return value["ciphertext"] === "[secret]";
}

function asMap(value: unknown): Plain {
  return isMap(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isMap(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
