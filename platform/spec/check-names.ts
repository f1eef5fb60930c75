/**
 * Names that stand for something else in the file: images, groups, Jobs; and names that would
 * collide.
 */
import type { Complaint, KindTraits, Values } from "./catalogue.ts";
import { componentsOf, type Model } from "./model.ts";
import { findNode, keyAt, keysOf, spanAt } from "./node.ts";
import { own } from "./schema.ts";
import type { Span } from "./source.ts";
import { describeChoice } from "./suggest.ts";

export function checkNames(model: Model): void {
  const told = new Set(model.faults.map(({ span }) => placeOf(span)));
  const images = new Set(keysOf(model.root, "images"));
  const groups = new Set(keysOf(model.root, "envGroups"));
  const jobs = new Set(
    componentsOf(model).flatMap(([name, , traits]) => (traits?.runs === "once" ? [name] : [])),
  );
  for (const [name, spec, traits] of componentsOf(model)) {
    const at = ["components", name];
    if (traits && "image" in traits.schema.properties) {
      checkName(model, spec.image, [...at, "image"], images, "image");
      checkList(model, spec.envFrom, [...at, "envFrom"], groups, "group");
      checkList(model, spec.after, [...at, "after"], jobs, "Job", name);
    }
    if (traits?.check && !hasHoles(model, at, told)) {
      addComplaints(model, at, traits.check(name, spec));
    }
  }
  checkImages(model, told);
  checkCollisions(model);
}

function addComplaints(
  { root, faults }: Model,
  at: readonly string[],
  complaints: readonly Complaint[],
): void {
  for (const { at: field, ...complaint } of complaints) {
    const span = field.length === 0 ? keyAt(root, at) : spanAt(root, [...at, ...field]);
    faults.push({ ...complaint, span });
  }
}

function helpName(
  wrong: string,
  known: readonly string[],
  what: string,
  self?: string,
): string | undefined {
  if (known.length === 0) return `hint: there is no ${self === undefined ? "" : "other "}${what} yet`;
  return describeChoice(wrong, known, `${what[0]?.toUpperCase()}${what.slice(1)}s`);
}

function checkList(
  model: Model,
  names: unknown,
  at: readonly string[],
  known: ReadonlySet<string>,
  what: string,
  self?: string,
): void {
  if (!Array.isArray(names)) return;
  names.forEach((name, index) => checkName(model, name, [...at, String(index)], known, what, self));
}

function checkName(
  model: Model,
  name: unknown,
  at: readonly string[],
  known: ReadonlySet<string>,
  what: string,
  self?: string,
): void {
  if (typeof name !== "string" || known.has(name)) return;
  model.faults.push({
    code: `unknown-${what.toLowerCase()}`,
    message: `no ${what} is called "${name}"`,
    span: spanAt(model.root, at),
    // none waits for itself
    help: () =>
      helpName(
        name,
        [...known].filter((one) => one !== self),
        what,
        known.has(self ?? "") ? self : undefined,
      ),
  });
}

function checkImages(model: Model, told: ReadonlySet<string>): void {
  for (const [name, image] of Object.entries(model.value.images)) {
    const at = ["images", name];
    if ((image.build === undefined) !== (image.ref === undefined) || hasHoles(model, at, told)) {
      continue;
    }
    const both = image.build !== undefined;
    model.faults.push({
      code: "one-of",
      message: `image "${name}" has ${both ? "both \"build\" and" : "neither \"build\" nor"} "ref"`,
      span: both ? keyAt(model.root, [...at, "ref"]) : keyAt(model.root, at),
      help: both ? "hint: keep one of them" : "hint: build: ./app makes it from a folder",
    });
  }
}

/** Whether a field was written that is wrong: what it would be cannot be missed. */
function hasHoles({ root }: Model, at: readonly string[], told: ReadonlySet<string>): boolean {
  const { node } = findNode(root, at);
  if (node.type !== "map") return true;
  return [...node.entries.values()].some(
    ({ key, value }) =>
      value.type === "hole" || told.has(placeOf(key)) || told.has(placeOf(value.span)),
  );
}

function placeOf({ source, start }: Span): string {
  return `${source.file}:${start}`;
}

function checkCollisions(model: Model): void {
  const components: Readonly<Record<string, Values>> = model.value.components ?? {};
  for (const [name, what] of listTaken(model)) {
    if (own(components, name) === undefined) continue;
    model.faults.push({
      code: "name-taken",
      message: `"${name}" is the name of ${what}`,
      span: keyAt(model.root, ["components", name]),
      help: "hint: give it another name",
    });
  }
}

/** Names that are given to something else, and what each is the name of. */
function listTaken(model: Model): [name: string, what: string][] {
  // what was moved is called on the target as it was before
  const unitOf = (name: string): string => own(model.value.moved ?? {}, name) ?? name;
  return [
    ...model.environments.map((name): [string, string] => [
      name,
      "an environment, and commands take either",
    ]),
    ...componentsOf(model).flatMap(([name, { volumes = {}, ...spec }, traits]) => [
      ...rolesOf(traits, spec).map((role): [string, string] => [
        `${unitOf(name)}-${role}`,
        `the ${role} of "${name}"`,
      ]),
      ...Object.keys(volumes as Values).map((volume): [string, string] => [
        `${unitOf(volume)}-volume`,
        `the volume "${volume}"`,
      ]),
    ]),
    ...Object.keys(model.value.images).map((image): [string, string] => [
      `${image}-build`,
      `the build of image "${image}"`,
    ]),
  ];
}

export function rolesOf(traits: KindTraits | undefined, spec: Values): readonly string[] {
  const roles = traits?.roles ?? [];
  return typeof roles === "function" ? roles(spec) : roles;
}
