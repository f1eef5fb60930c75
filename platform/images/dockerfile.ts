/** What a Dockerfile says of images: which it starts from, and the stages that it makes. */
import { createRequire } from "node:module";

import type * as Parsing from "dockerfile-ast";

import { PlatformError } from "../errors.ts";
import type { ImageOrder } from "./image-order.ts";

export const baseArgument = "BASE_IMAGE";

/** Loaded when the first file is read: it is the most that `validate` loads of others. */
const loadParser = () => createRequire(import.meta.url)("dockerfile-ast") as typeof Parsing;

/** The images that a build needs, by the names that the Dockerfile and the arguments give them. */
export function listBases(text: string, order: Omit<ImageOrder, "context">): string[] {
  const { args, name, base, stage, dockerfile } = order;
  const parsed = loadParser().DockerfileParser.parse(text);
  const declared = parsed.getInitialARGs().map((arg) => arg.getProperty());
  if (base !== undefined && !declared.some((one) => one?.getName() === baseArgument)) {
    throw new PlatformError("build_failed", `${dockerfile} of ${name} takes no base image`, {
      hint: `write ARG ${baseArgument}=IMAGE before its first FROM, and FROM \${${baseArgument}}`,
    });
  }
  const values: Record<string, string> = {
    ...args,
    ...(base !== undefined && { [baseArgument]: base }),
  };
  for (const one of declared) {
    if (one) values[one.getName()] ??= substitute(one.getValue() ?? "", values);
  }
  const stages = parsed.getFROMs().map((from) => from.getBuildStage()?.toLowerCase());
  checkStage(stage, stages, order);
  const own = new Set<string | undefined>([...stages, ...[...stages.keys()].map(String), "scratch"]);
  const named = [
    ...parsed.getFROMs().map((from) => from.getImage() ?? ""),
    ...parsed.getCOPYs().map((copy) => copy.getFromFlag()?.getValue() ?? ""),
    ...listMounted(text),
  ].map((image) => substitute(image, values));
  return [...new Set(named.filter((image) => image !== "" && !own.has(image.toLowerCase())))];
}

/** `RUN --mount=type=bind,from=IMAGE`. */
function listMounted(text: string): string[] {
  const mounts = text.matchAll(/^\s*[^#\s].*?--mount=\S+/gm);
  return [...mounts].flatMap(([mount]) => [...mount.matchAll(/[=,]from=([^,\s"']+)/g)].map(([, from]) => from!));
}

function checkStage(
  stage: string | undefined,
  stages: readonly (string | undefined)[],
  { name, dockerfile }: Pick<ImageOrder, "name" | "dockerfile">,
): void {
  if (stage === undefined || stages.includes(stage.toLowerCase())) return;
  const known = stages.filter((one) => one !== undefined);
  throw new PlatformError("build_failed", `${dockerfile} of ${name} has no stage "${stage}"`, {
    hint: known.length > 0 ? `its stages: ${known.join(", ")}` : "name one: FROM image AS stage",
  });
}

/** `$NAME`, `${NAME}` and `${NAME:-value}`, which are what a FROM may hold. */
function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g,
    (_all, bare?: string, braced?: string, sign?: string, word = "") => {
      const value = values[bare ?? braced ?? ""] ?? "";
      if (sign === "+") return value === "" ? "" : word;
      return sign === "-" && value === "" ? word : value;
    },
  );
}
