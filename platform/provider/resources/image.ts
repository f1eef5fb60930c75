/**
 * The container image of a program, named by its content, so that nothing changed means nothing
 * built.
 */
import { join } from "node:path";

import type { ImageOrder, Registry } from "../../images/image-order.ts";
import { foreseeDigest, observeImage } from "../../images/observe-image.ts";
import { provideImage } from "../../images/provide-image.ts";
import { projectRoot } from "../../targets/local/paths.ts";
import type { Handler, Inputs, Outputs } from "../handler.ts";
import { unknown } from "../values.ts";

interface ImageInputs {
  /** Folder of the sources, from the project's root. */
  context: string;
  dockerfile?: string;
  stage?: string;
  args?: Readonly<Record<string, string>>;
  base?: string;
  noCache?: boolean;
  repository?: string;
  tags?: readonly string[];
  push?: boolean;
  registries?: Readonly<Record<string, Registry>>;
  host?: string;
}

export const image: Handler = {
  async check(inputs) {
    // what is wrong is told when it is built, with the place that names it
    return { content: await foreseeDigest(orderOf("", inputs)).catch(() => "unknown") };
  },

  async foresee(_name, inputs, before) {
    const digest = inputs["content"];
    if (digest === "unknown") return { reference: unknown, digest: unknown };
    // what was built once is found again by its content
    const isSame = before?.["digest"] === digest && isSamePlace(inputs, before);
    return { reference: isSame ? before?.["reference"] : unknown, digest };
  },

  async apply(name, inputs) {
    const { reference, digest } = await provideImage(orderOf(name, inputs));
    return { reference, digest };
  },

  observe: (name, state) => observeImage(String(state["reference"]), orderOf(name, state)),

  async remove() {
    // another environment may run it
  },
};

function isSamePlace(inputs: Inputs, before: Outputs | undefined): boolean {
  const asked = before?.["asked"] as Inputs | undefined;
  return ["host", "repository", "push"].every((key) => inputs[key] === asked?.[key]);
}

function orderOf(name: string, inputs: Inputs): ImageOrder {
  const wanted = inputs as unknown as ImageInputs;
  return {
    ...wanted,
    name: name.replace(/-build$/, ""), // as the environment calls it
    context: join(projectRoot(), wanted.context),
    dockerfile: wanted.dockerfile ?? "Dockerfile",
    args: wanted.args ?? {},
    noCache: wanted.noCache ?? false,
    tags: wanted.tags ?? [],
    push: wanted.push ?? false,
    registries: wanted.registries ?? {},
  };
}
