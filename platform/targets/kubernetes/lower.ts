/** Turns primitives into objects of a cluster. Pure. */
import type { Target } from "../target.ts";
import type { Text } from "../values.ts";
import { volumePath } from "./mounts.ts";
import { declareObject, declareOwn, metadataOf, ref } from "./object.ts";
import { lowerJob, lowerSchedule } from "./once.ts";
import { bytes } from "./quantity.ts";
import { settingsOf } from "./settings.ts";
import { lowerSite } from "./site.ts";
import { lowerStore } from "./store.ts";
import { lowerWorkload } from "./workload.ts";

export const lower: Target["lower"] = {
  build(name, build, context) {
    const { ref: ready, workdir, steps: _steps, ...rest } = build;
    if (ready !== undefined) {
      const program = { location: ready, digest: ready, workdir, built: false };
      return { resources: [], offers: { program } };
    }
    const { environment, component, origin, around: { registries } } = context;
    const props = { environment, component, ...rest, registries, push: true };
    const image = { type: "andamio:index:Image", name, parent: "", props, needs: [], origin };
    const [location, digest] = [ref(name, "reference"), ref(name, "digest")];
    return { resources: [image], offers: { program: { location, digest, workdir, built: true } } };
  },

  volume(name, { sizeBytes }, context) {
    const { storageClass } = settingsOf(context.around);
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: metadataOf(name, context),
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: bytes(sizeBytes) } },
        ...(storageClass !== undefined && { storageClassName: storageClass }),
      },
    };
    const needs = [`${name}-claim`];
    return {
      resources: [
        declareObject(`${name}-claim`, claim, context, { keep: true }),
        declareOwn("Volume", name, context, { claim: name }, { needs }),
      ],
      offers: { path: volumePath(name), data: ref(name, "identity") },
    };
  },

  secret(name, { generate, source }, context) {
    const { labels } = metadataOf(name, context);
    const props = source ? { value: source } : { ...generate, labels };
    const more = { keep: true, secretOutputs: ["value"] };
    return {
      resources: [declareOwn("Secret", name, context, props, more)],
      offers: { value: { value: ref(name, "value", true), secret: true } },
    };
  },

  route(_name, { to, port, address }, { around: { tls } }) {
    const scheme = tls === undefined || tls.mode === "off" ? "http" : "https";
    const value: Text =
      address === undefined
        ? `http://${to}:${port}`
        : join(`${scheme}://`, address.host, address.path === "/" ? "" : address.path);
    return { resources: [], offers: { publicUrl: { value, secret: false } } };
  },

  store: lowerStore,
  workload: lowerWorkload,
  job: lowerJob,
  schedule: lowerSchedule,
  site: lowerSite,
};

function join(...parts: Text[]): Text {
  const all = parts.flatMap((part) => (typeof part === "object" && "$join" in part ? part.$join : [part]));
  return all.every((part) => typeof part === "string") ? all.join("") : { $join: all };
}
