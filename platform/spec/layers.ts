/** Follows `extends` from a file down to its base. Reads by a function that it is given. */
import { posix } from "node:path";

import type { Decoded } from "./decode.ts";
import { addFaults, type Fault } from "./faults.ts";
import { keyAt, type MapNode, spanAt } from "./node.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Source, Span } from "./source.ts";
import { suggest } from "./suggest.ts";

export interface Layer {
  source: Source;
  /** None where the file is not YAML. */
  root?: MapNode;
}

export interface Reader {
  /** The text of a file, relative to the project's root; none when there is no such file. */
  read(file: string): Decoded | undefined;
  /** Files that lie beside one, to suggest from. */
  list(folder: string): readonly string[];
  /** Whether a folder is there; absent where files alone are known. */
  hasFolder?(path: string): boolean;
  /** Whether a file is there and holds no text; absent where files alone are known. */
  isBinary?(path: string): boolean;
}

/** The layers of a file, base first, and whether all of them could be read. */
export function readLayers(
  file: string,
  reader: Reader,
  faults: Fault[],
): { layers: Layer[]; whole: boolean } {
  const layers: Layer[] = [];
  let next = readLayer(file, reader, faults);
  while (next) {
    layers.unshift(next);
    next = readBelow(next, layers, reader, faults);
  }
  const [base] = layers;
  return { layers, whole: layers.every(({ root }) => root) && !extendsMore(base) };
}

/** Whether the base still names a layer below, which then could not be read. `null` removes it. */
function extendsMore(base: Layer | undefined): boolean {
  const below = base?.root?.entries.get("extends")?.value;
  return below !== undefined && !(below.type === "scalar" && below.value === null);
}

function readLayer(file: string, reader: Reader, faults: Fault[]): Layer | undefined {
  const decoded = reader.read(file);
  if (!decoded) return undefined;
  addFaults(faults, decoded.faults);
  if (decoded.faults.length > 0) return { source: decoded.source };
  const { root, faults: more } = parseYaml(decoded.source);
  addFaults(faults, more);
  return { source: decoded.source, root };
}

function readBelow(
  layer: Layer,
  layers: readonly Layer[],
  reader: Reader,
  faults: Fault[],
): Layer | undefined {
  const path = pathBelow(layer);
  if (layer.root === undefined || path === undefined) return undefined;
  const span = spanAt(layer.root, ["extends"]);
  const file = posix.join(posix.dirname(layer.source.file), path);
  const known = layers.find(({ source }) => source.file === file);
  if (isOutside(file) || posix.isAbsolute(path)) return refuseOutside(path, span, faults);
  if (!known) {
    return readLayer(file, reader, faults) ?? refuseMissing(path, file, span, reader, faults);
  }
  faults.push(describeCycle(file, span, known));
  return undefined;
}

/** That it must be text is told by the schema. */
function pathBelow({ root }: Layer): string | undefined {
  const path = root?.entries.get("extends")?.value;
  const text = path?.type === "scalar" ? path.value : undefined;
  return typeof text === "string" && text !== "" ? text : undefined;
}

function refuseOutside(path: string, span: Span, faults: Fault[]): undefined {
  const message = `"${path}" lies outside the project`;
  faults.push({ code: "outside", message, span, help: "hint: extend a file below environments/" });
  return undefined;
}

function describeCycle(file: string, span: Span, known: Layer): Fault {
  return {
    code: "extends-cycle",
    message: `"${file}" would extend itself`,
    span,
    help: "hint: the layer at the bottom extends nothing",
    ...(known.root && known.source !== span.source
      ? { related: { message: "which extends this", span: keyAt(known.root, ["extends"]) } }
      : {}),
  };
}

function refuseMissing(
  path: string,
  file: string,
  span: Span,
  reader: Reader,
  faults: Fault[],
): undefined {
  const folder = posix.dirname(file);
  const near = suggest(
    posix.basename(file),
    reader.list(folder).filter((name) => name !== posix.basename(span.source.file)),
  );
  const help = near
    ? `did you mean "${posix.join(posix.dirname(path), near).replace(/^(?!\.)/, "./")}"?`
    : "hint: the path is relative to this file";
  faults.push({ code: "missing-file", message: `there is no file "${file}"`, span, help });
  return undefined;
}

/** Whether a path, relative to the project's root, leaves it. */
export function isOutside(path: string): boolean {
  const inside = posix.normalize(path);
  return posix.isAbsolute(inside) || inside === ".." || inside.startsWith("../");
}
