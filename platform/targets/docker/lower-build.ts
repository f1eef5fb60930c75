/** The image of a program: built from its folder, or pulled. Pure. */
import type { Target } from "../target.ts";
import { declareDocker, declareOwn, ref } from "./declare.ts";
import { mirrored } from "./image-name.ts";

export const lowerBuild: Target["lower"]["build"] = (name, build, context) => {
  const { context: folder, ref: ready, steps: _steps, workdir, ...rest } = build;
  const { registries } = context.around;
  if (folder === undefined) {
    const image = mirrored(ready ?? "", registries);
    const id = ref(name, "imageId");
    return {
      resources: [declareImage(name, context, image)],
      offers: { program: { location: id, digest: id, workdir, built: false } },
    };
  }
  const push = build.repository !== undefined;
  const made = declareOwn("index:Image", name, context, { ...rest, context: folder, push, registries });
  const digest = ref(name, "digest");
  if (!push) {
    const program = { location: ref(name, "reference"), digest, workdir, built: true };
    return { resources: [made], offers: { program } };
  }
  // what was pushed is run by its digest
  const pulled = `${name}.pulled`;
  return {
    resources: [made, declareImage(pulled, context, ref(name, "reference"))],
    offers: {
      program: { location: ref(pulled, "imageId"), digest, workdir, built: true },
    },
  };
};

/** Another environment may run it too, so it stays on the host. */
export function declareImage(
  name: string,
  context: Parameters<typeof declareDocker>[2],
  image: unknown,
): ReturnType<typeof declareDocker> {
  return declareDocker("remoteImage", name, context, { name: image, keepLocally: true });
}
