/** Static: files of a build, served as they are. */
import { posix } from "node:path";

import type { Complaint } from "../spec/catalogue.ts";
import type { Verdict } from "../spec/impact.ts";
import { text } from "../spec/schema.ts";
import { addressFields, lowerRoute } from "./address.ts";
import { defineComponent } from "./component.ts";
import { programFallbacks } from "./fallbacks.ts";
import { addressImpacts } from "./field-impacts.ts";
import { programFields } from "./program.ts";
import { addressed, ends } from "./verdicts.ts";

const served: Verdict = { impact: "rolling", reason: "replaced without a lost request" };

export const Static = defineComponent({
  kind: "Static",
  roles: ["route"],
  schema: {
    type: "object",
    additionalProperties: false,
    description: "Files of a build, served by the proxy, such as a user interface.",
    required: ["image"],
    properties: {
      image: {
        type: "string",
        form: "component name",
        description: "Name in `images` of the build that holds the files.",
        examples: ["ui"],
      },
      root: {
        type: "string",
        form: "path",
        default: "dist",
        description: "Folder of the files, below the image's `workdir`.",
        examples: ["public"],
      },
      fallback: {
        type: "string",
        form: "path",
        description: "File that answers where there is none, below `root`.",
        examples: ["index.html"],
      },
      headers: {
        type: "object",
        names: "header",
        additionalProperties: { type: text },
        default: {},
        description: "Headers of every answer.",
        examples: [{ "X-Frame-Options": "DENY" }],
      },
      proxy: {
        type: "object",
        names: "url path",
        additionalProperties: { type: "string", references: "shown" },
        default: {},
        description: "Where requests go instead whose path begins so; their path stays.",
        examples: [{ "/api": "${api.url}" }],
      },
      port: {
        type: "integer",
        minimum: 1,
        maximum: 65535,
        default: 80,
        description: "Port where it is served.",
        examples: [8080],
      },
      ...addressFields,
      labels: programFields.labels,
    },
  },
  examples: [
    { title: "a folder of files", spec: { image: "app", root: "public" } },
    {
      title: "a single-page application in front of an API",
      spec: {
        image: "app",
        fallback: "index.html",
        headers: { "X-Frame-Options": "DENY" },
        proxy: { "/api": "${api.url}" },
        publish: { port: 3000 },
      },
      beside: {
        api: { kind: "Service", image: "app", command: ["node", "dist/server.js"], port: 8000 },
      },
    },
  ],
  holdsData: () => false,
  impacts: {
    image: served,
    root: served,
    fallback: served,
    headers: { member: served },
    proxy: { member: served },
    port: addressed,
    ...addressImpacts,
    labels: { member: served },
  },
  fallbacks: (name, spec, { name: environment, alone }) =>
    programFallbacks(name, spec, { environment, alone }),
  removal: () => ends.program,
  outputs: () => ({ url: {}, host: {}, port: {}, publicUrl: { early: true } }),
  check: (_name, { root, fallback }) => [
    ...checkInside("root", root),
    ...checkInside("fallback", fallback),
  ],
  early: lowerRoute,
  lower(name, spec, { emit, image, bind, early, environment }) {
    const proxy = Object.entries(spec.proxy).map(([path, to]) => [path, bind(to)] as const);
    const peers = proxy.flatMap(([, { peer }]) => peer ?? []);
    const { url, host, port } = emit("site", name, {
      program: image(spec.image),
      root: posix.normalize(spec.root),
      ...(spec.fallback !== undefined && { fallback: posix.normalize(spec.fallback) }),
      headers: spec.headers,
      proxy: Object.fromEntries(proxy),
      peers,
      needs: [...new Set(peers.map(({ unit }) => unit))],
      port: spec.port,
      route: `${name}-route`,
      labels: { ...environment.labels, ...spec.labels },
    });
    return { url, host, port, ...early };
  },
});

function checkInside(field: string, path: string | undefined): Complaint[] {
  if (path === undefined) return [];
  const inside = posix.normalize(path);
  if (!inside.startsWith("/") && !inside.startsWith("..")) return [];
  const message = `"${path}" leaves the files of the build`;
  return [{ code: "bad-path", message, at: [field], help: "hint: dist, or index.html" }];
}
