/** Refuses a program whose folder is not there, or its Dockerfile where the target reads one. */
import { posix } from "node:path";

import type { Values } from "./catalogue.ts";
import { quote } from "./faults.ts";
import { isOutside, type Reader } from "./layers.ts";
import { componentsOf, type Model } from "./model.ts";
import { findNode, spanAt } from "./node.ts";
import { own } from "./schema.ts";

/** Of images that a component runs; the others are built by nobody. */
export function checkBuilds(model: Model, reader: Reader): void {
  const used = new Set(componentsOf(model).map(([, { image }]) => image));
  for (const [name, image] of Object.entries(model.value.images)) {
    if (used.has(name)) checkBuild(name, image, model, reader);
  }
}

function checkBuild(name: string, image: Values, model: Model, reader: Reader): void {
  const { build, dockerfile } = image;
  // what is wrong with the path itself has been told
  if (typeof build !== "string" || isOutside(build) || build.includes("${")) return;
  if (reader.hasFolder?.(build) === false) {
    model.faults.push({
      code: "missing-folder",
      message: `there is no folder ${quote(build)} to build image "${name}" from`,
      span: spanAt(model.root, ["images", name, "build"]),
      help: "hint: create it, or correct build: a path relative to the project's root",
    });
    return;
  }
  const readsFile = own(model.catalogue.targets, model.value.target)?.buildsBySteps !== true;
  if (readsFile && reader.hasFolder && typeof dockerfile === "string") {
    checkFile(name, posix.join(build, dockerfile), model, reader);
  }
}

function checkFile(name: string, file: string, { root, faults }: Model, { read }: Reader): void {
  if (read(file) !== undefined) return;
  const at = ["images", name, "dockerfile"];
  const isWritten = findNode(root, at).depth === at.length;
  faults.push({
    code: "missing-file",
    message: `image "${name}" has no Dockerfile at ${quote(file)}`,
    span: spanAt(root, isWritten ? at : ["images", name, "build"]),
    help: "hint: write it, or name it: dockerfile is a path below build",
  });
}
