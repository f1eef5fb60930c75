/** Talks to one API server about objects of any kind. */
import { ApiException, KubeConfig, KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";

import type { Props } from "../plugin.ts";
import type { Live } from "./objects.ts";

export interface Cluster {
  /** The namespace of what names none. */
  namespace: string;
  /** Server-side apply. */
  apply(object: Live, how: { manager: string; dryRun: boolean; force: boolean }): Promise<Live>;
  get(object: Live): Promise<Live | undefined>;
  list(kind: { apiVersion: string; kind: string }, namespace: string): Promise<Live[]>;
  remove(object: Live): Promise<void>;
}

/** `kubeconfig` is a path or the text itself, as the official plugin takes it. */
export function openCluster({ kubeconfig, context, namespace }: Props): Cluster {
  const config = new KubeConfig();
  if (typeof kubeconfig !== "string") config.loadFromDefault();
  else if (/\n|^\s*\{/.test(kubeconfig)) config.loadFromString(kubeconfig);
  else config.loadFromFile(kubeconfig);
  if (typeof context === "string") config.setCurrentContext(context);
  const api = KubernetesObjectApi.makeApiClient(config);
  const own = config.getContextObject(config.getCurrentContext())?.namespace;
  return {
    namespace: typeof namespace === "string" ? namespace : (own ?? "default"),
    apply: (object, { manager, dryRun, force }) =>
      told(
        api.patch(
          renamed(object, "from", "_from"),
          undefined,
          dryRun ? "All" : undefined,
          manager,
          force,
          PatchStrategy.ServerSideApply,
        ) as Promise<Live>,
      ),
    async get(object) {
      const live = await told(api.read(object) as Promise<Live>).catch(unlessMissing);
      return live && renamed(live, "_from", "from");
    },
    list: async ({ apiVersion, kind }, inNamespace) =>
      (await told(api.list(apiVersion, kind, inNamespace))).items as Live[],
    async remove(object) {
      const foreground = [undefined, undefined, undefined, undefined, "Foreground"] as const;
      await told(api.delete(object, ...foreground)).catch(unlessMissing);
    },
  };
}

/** The client has a name of its own for this field, and drops what it does not know. */
function renamed(object: Live, from: string, to: string): Live {
  if (object.kind !== "NetworkPolicy") return object;
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return Object.fromEntries(entries.map(([key, one]) => [key === from ? to : key, change(one)]));
  };
  return { ...object, spec: change(object["spec"]) };
}

/** What the API server said, and no more: the client's own text has the whole answer in it. */
export class ClusterError extends Error {
  readonly code: number | undefined;
  readonly reason: string | undefined;
  constructor(cause: unknown) {
    const refusal = cause instanceof ApiException ? cause : undefined;
    const answer = parse(refusal?.body);
    super(answer.message ?? (cause instanceof Error ? describe(cause) : String(cause)));
    this.code = refusal?.code;
    this.reason = answer.reason;
  }
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new ClusterError(error);
  }
}

function unlessMissing(error: ClusterError): undefined {
  if (error.code !== 404) throw error;
}

function parse(body: unknown): { message?: string; reason?: string } {
  if (typeof body !== "string") return (body ?? {}) as { message?: string };
  try {
    return JSON.parse(body) as { message?: string };
  } catch {
    return { message: body };
  }
}

function describe(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
