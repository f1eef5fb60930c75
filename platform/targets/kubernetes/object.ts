/** Makes declarations: of objects of the cluster, and of resources of our own that tend them. */
import type { Context, Declaration } from "../target.ts";
import type { DigestName, Ref } from "../values.ts";
import { around, describeObject, versioned } from "./names.ts";
import { placeOf } from "./settings.ts";

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: unknown; labels?: object; annotations?: Readonly<Record<string, string>> };
  [field: string]: unknown;
}

/**
 * The file is the truth: what `down` or a person set meanwhile is taken back. Whether it works is
 * seen to by resources of our own, which tell why not, so the plugin does not wait.
 */
const annotations = { "pulumi.com/patchForce": "true", "pulumi.com/skipAwait": "true" };

export function declareObject(
  name: string,
  { apiVersion, kind, metadata, ...rest }: Manifest,
  context: Context,
  more: Partial<Declaration> = {},
): Declaration {
  const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  const { namespace } = placeOf(context.around);
  return {
    type: `kubernetes:${group}:${kind}`,
    name,
    parent: context.component,
    props: {
      apiVersion,
      kind,
      metadata: {
        ...(kind !== "Namespace" && { namespace }),
        ...metadata,
        annotations: { ...metadata.annotations, ...annotations },
      },
      ...rest,
    },
    origin: context.origin,
    provider: around.provider,
    ...more,
    needs: [around.namespace, ...(more.needs ?? [])],
  };
}

/** A resource that our own provider makes true. */
export function declareOwn(
  type: string,
  name: string,
  context: Context,
  props: Readonly<Record<string, unknown>>,
  more: Partial<Declaration> = {},
): Declaration {
  const { environment, component, origin } = context;
  return {
    type: `andamio:kubernetes:${type}`,
    name,
    parent: component,
    props: { environment, component, cluster: placeOf(context.around), ...props },
    origin,
    ...more,
    needs: [around.namespace, ...(more.needs ?? [])],
  };
}

/** What every object of a unit says of itself. */
export function metadataOf(
  unit: string,
  context: Context,
  labels: Readonly<Record<string, string>> = {},
): Manifest["metadata"] & { labels: object } {
  return { name: unit, ...describeObject(unit, context.component, context.around, labels) };
}

/**
 * One whose name changes with its content, so that each version of a unit has its own. The engine
 * removes none: one that it replaced may have the name of the one that came instead.
 */
export function declareVersioned(
  name: string,
  unit: string,
  called: DigestName,
  rest: Omit<Manifest, "metadata"> & Pick<Manifest, "apiVersion" | "kind">,
  context: Context,
): Declaration {
  const metadata = { ...metadataOf(unit, context, { [versioned]: "true" }), name: called };
  const { apiVersion, kind, ...content } = rest;
  const manifest = { apiVersion, kind, metadata, immutable: true, ...content };
  return declareObject(name, manifest, context, { keep: true });
}

/** A name that changes with what it stands for. */
export function digestName(name: string, content: unknown): DigestName {
  return { $join: [`${name}-`, { $digest: content }] };
}

export function ref(resource: string, output: string, secret = false): Ref {
  return { $ref: resource, output, secret };
}
