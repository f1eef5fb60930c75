/** Every image that an environment runs or builds on, with the place that names it. */
import { posix } from "node:path";

import { isPlatformError } from "../platform/errors.ts";
import { baseArgument, listBases } from "../platform/images/dockerfile.ts";
import type { Values } from "../platform/spec/catalogue.ts";
import type { Judged, ProjectFiles } from "./rule.ts";

export interface NamedImage {
  reference: string;
  at: readonly string[];
  /** The Dockerfile that names it, where no file of the environment does. */
  file?: string;
}

export function listImages({ images }: Judged, files?: ProjectFiles): NamedImage[] {
  return Object.entries(images).flatMap(([name, image]) => {
    const at = ["images", name];
    if (typeof image.ref === "string") return [{ reference: image.ref, at: [...at, "ref"] }];
    return listOfBuild(name, image, files).map((one) => ({ ...one, at: [...at, ...one.at] }));
  });
}

function listOfBuild(name: string, image: Values, files?: ProjectFiles): NamedImage[] {
  const { build, dockerfile = "Dockerfile", base, args = {} } = image;
  const given = args as Readonly<Record<string, string>>;
  const file = posix.join(String(build), String(dockerfile));
  const text = typeof build === "string" ? files?.read(file) : undefined;
  const written = typeof base === "string" ? base : undefined;
  const said = listSaid(written, given);
  const known = new Set(said.map(({ reference }) => reference));
  const all = text === undefined ? [] : readBases(text, { name, file, args: given, base: written });
  const others = all.filter((reference) => !known.has(reference));
  return [...said, ...others.map((reference) => placeBase(reference, given, file))];
}

/** What the environment names itself, whether the Dockerfile can be read or not. */
function listSaid(base: string | undefined, args: Readonly<Record<string, string>>): NamedImage[] {
  if (base !== undefined) return [{ reference: base, at: ["base"] }];
  const reference = args[baseArgument];
  return reference === undefined ? [] : [{ reference, at: ["args", baseArgument] }];
}

/** By the argument whose value is in its name, else by the build. */
function placeBase(
  reference: string, args: Readonly<Record<string, string>>, file: string,
): NamedImage {
  const isPart = ([, value]: [string, string]) => value !== "" && reference.includes(value);
  const [argument] = Object.entries(args).find(isPart) ?? [];
  if (argument !== undefined) return { reference, at: ["args", argument] };
  return { reference, at: ["build"], file };
}

interface Build {
  name: string;
  file: string;
  args: Readonly<Record<string, string>>;
  base: string | undefined;
}

function readBases(text: string, { name, file, args, base }: Build): string[] {
  const rest = { noCache: false, tags: [], push: false, registries: {} };
  const order = { name, dockerfile: file, args, ...rest };
  try {
    return listBases(text, { ...order, ...(base !== undefined && { base }) });
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return listBases(text, order); // a file that takes no base starts from its own
  }
}
