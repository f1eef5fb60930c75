/** A database server or a Redis: its recipe in a container. Pure. */
import { posix } from "node:path";

import { recipes } from "../recipes/index.ts";
import type { Target } from "../target.ts";
import { describeMounts, type Healthcheck, shapeContainer } from "./container.ts";
import { declareOwn, networkName, open, ref } from "./declare.ts";
import { mirrored } from "./image-name.ts";
import { declareImage } from "./lower-build.ts";
import { partOf } from "./names.ts";
import { withFiles } from "./private-files.ts";
import { declareUnit, readiness } from "./unit.ts";

export const lowerStore: Target["lower"]["store"] = (name, store, context) => {
  const recipe = recipes[store.engine]?.(store);
  if (!recipe) throw new Error(`the check let ${store.engine} pass`);
  const { volume, port, password, publish, limits, ready, labels, containerName } = store;
  const image = partOf(name, "image");
  const ports = partOf(name, "ports");
  const probe: Healthcheck = { tests: ["CMD", ...recipe.health], ...ready };
  const mounts = [{ volume, path: recipe.dataPath, shared: false }];
  const stop = { signal: "SIGTERM", graceSeconds: recipe.graceSeconds };
  const bare = shapeContainer(
    {
      unit: name,
      kind: "store",
      image: ref(image, "imageId"),
      command: recipe.command,
      user: recipe.user,
      limits,
      stop,
      labels,
      healthcheck: probe,
      rest: {
        mounts: describeMounts(mounts, "/", context.environment),
        networksAdvanced: [{ name: ref(networkName, "name"), aliases: [name] }],
        ...(publish && { ports: [describePort(publish, port)] }),
      },
    },
    context,
  );
  const folder = posix.dirname(recipe.passwordFile);
  const files = { [posix.basename(recipe.passwordFile)]: password };
  const own = { files, user: recipe.user, folder };
  const { shape, resources } = withFiles(name, bare, own, context);
  const peer = { unit: name, port };
  const of = (value: string) => ({ ...open(value), peer, data: store.data });
  return {
    resources: [
      ...(publish ? [declareOwn("docker:Ports", ports, context, { ports: [{ port: publish.port ?? port, address: publish.address }] })] : []),
      declareImage(image, context, mirrored(recipe.image, context.around.registries)),
      ...resources,
      ...declareUnit(name, context, {
        shape,
        replicas: 1,
        update: "recreate", // two servers must never have the same data
        ...(containerName !== undefined && { containerName }),
        stop,
        ready: readiness(ready, probe),
        needs: [volume, ...(publish ? [ports] : [])],
      }),
    ],
    offers: { host: of(name), port: of(String(port)) },
  };
};

function describePort(
  { port, address }: { port?: number; address: "loopback" | "all" },
  internal: number,
): object {
  const ip = address === "all" ? "0.0.0.0" : "127.0.0.1";
  return { internal, external: port ?? internal, ip, protocol: "tcp" };
}
