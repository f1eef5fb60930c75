/** What an environment may say about its cluster. */
import type { Around, Reach, Target } from "../target.ts";

export const settings = {
  context: {
    type: "string",
    description: "Context of the kubeconfig; the current one, which profile prod must name.",
    examples: ["acme-prod"],
  },
  kubeconfig: {
    type: "string",
    form: "path",
    description: "The kubeconfig, a file below the project; that of kubectl.",
    examples: ["secrets/kubeconfig"],
  },
  namespace: {
    type: "string",
    form: "component name",
    description: "Namespace that holds all of it; the environment's name.",
    examples: ["andamio-prod"],
  },
  trustedProxies: {
    type: "array",
    items: { type: "string", form: "range" },
    minItems: 1,
    description:
      "Ranges of addresses of the ingress controller, whose X-Forwarded-* headers programs trust; " +
      "none, which profile prod refuses with a `route`.",
    examples: [["10.42.0.0/16"]],
  },
  ingressClass: {
    type: "string",
    form: "component name",
    description: "Ingress controller that serves `route`; the cluster's default.",
    examples: ["nginx"],
  },
  storageClass: {
    type: "string",
    form: "component name",
    description: "Kind of disk that volumes are; the cluster's default.",
    examples: ["fast"],
  },
} as const satisfies NonNullable<Target["settings"]>;

/** Another cluster or namespace has other claims, and no claim changes its storage class. */
export const reach: Readonly<Record<keyof typeof settings, Reach>> = {
  context: "data",
  kubeconfig: "nothing",
  namespace: "data",
  ingressClass: "programs",
  trustedProxies: "programs",
  storageClass: "data",
};

/** Where a cluster is, and which part of it is meant. */
export interface ClusterPlace {
  kubeconfig?: string;
  context?: string;
  namespace: string;
}

type Settings = Partial<Record<Exclude<keyof typeof settings, "trustedProxies">, string>> & {
  readonly trustedProxies?: readonly string[];
};

export function settingsOf({ settings: given }: Pick<Around, "settings">): Settings {
  return given as Settings;
}

export function placeOf(around: Pick<Around, "name" | "settings">): ClusterPlace {
  const { kubeconfig, context, namespace = around.name } = settingsOf(around);
  return {
    namespace,
    ...(context !== undefined && { context }),
    ...(kubeconfig !== undefined && { kubeconfig }),
  };
}
