/** Refuses a Static whose files are neither in the folder of its build nor made by a step. */
import { posix } from "node:path";

import type { Values } from "./catalogue.ts";
import { quote } from "./faults.ts";
import { isOutside, type Reader } from "./layers.ts";
import { componentsOf, type Model } from "./model.ts";
import { spanAt } from "./node.ts";
import { own } from "./schema.ts";

/** Steps may make any folder, and so may a Dockerfile; without steps a build is a copy. */
export function checkRoots(model: Model, reader: Reader): void {
  if (!own(model.catalogue.targets, model.value.target)?.buildsBySteps) return;
  for (const [name, { kind, image, root }] of componentsOf(model)) {
    const used = kind === "Static" ? own(model.value.images, String(image)) : undefined;
    const build = findCopied(used, reader);
    if (build === undefined || typeof root !== "string") continue;
    const path = posix.join(build, root);
    if (isOutside(path) || reader.hasFolder?.(path) !== false) continue;
    model.faults.push({
      code: "missing-folder",
      message: `${build} has no folder ${quote(root)}, and no step of image "${String(image)}" makes it`,
      span: spanAt(model.root, ["components", name, "root"]),
      help: "hint: root is a folder below build; or give the image the steps that make it",
    });
  }
}

/** The folder of an image that is a copy of it. */
function findCopied(image: Values | undefined, { hasFolder }: Reader): string | undefined {
  const { build, steps } = image ?? {};
  const isCopy = Array.isArray(steps) && steps.length === 0;
  return isCopy && typeof build === "string" && hasFolder?.(build) ? build : undefined;
}
