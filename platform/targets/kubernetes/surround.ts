/** What an environment needs on a cluster besides its components. */
import type { Around, Context, Declaration, Emitted } from "../target.ts";
import { declareCertificate, declareIngress } from "./ingress.ts";
import { around as names, describeObject, shared, versioned } from "./names.ts";
import { listPolicies } from "./network.ts";
import { declareObject, declareOwn, type Manifest, metadataOf, ref } from "./object.ts";
import { hasCredentials } from "./pod.ts";
import { placeOf } from "./settings.ts";

export function surround(
  around: Around,
  emitted: readonly Emitted[],
  declarations: readonly Declaration[],
): Declaration[] {
  const context: Context = {
    environment: around.name,
    component: "",
    origin: { component: "", pointer: "/target" },
    around,
  };
  return [
    { ...declareOwn("Cluster", names.cluster, context, {}), needs: [] },
    declareProvider(context),
    declareNamespace(context),
    ...declareRegistries(context),
    ...declareCertificate(context),
    ...emitted.flatMap((one) => (one.kind === "route" ? declareIngress(one) : [])),
    ...declarePolicies(context, emitted),
    declareVersions(context, declarations),
  ];
}

/** When all else is done, what belongs to versions before goes. */
function declareVersions(context: Context, declarations: readonly Declaration[]): Declaration {
  const sorted = declarations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const manifests = sorted.map(({ props }) => props as Partial<Manifest>);
  const current = manifests.filter(({ metadata }) => versioned in (metadata?.labels ?? {}));
  const props = { current: current.map(({ metadata }) => metadata?.name) };
  const needs = sorted.map(({ name }) => name);
  return declareOwn("Versions", names.versions, context, props, { needs });
}

/** A Secret that does not say that it is fixed may change in place. */
function declareProvider({ around, origin }: Context): Declaration {
  const how = { enableServerSideApply: "true", enableSecretMutable: "true" };
  const props = { ...placeOf(around), ...how };
  const type = "pulumi:providers:kubernetes";
  return { type, name: names.provider, parent: "", props, needs: [], origin };
}

/** It stays, because what holds data stays in it. */
function declareNamespace(context: Context): Declaration {
  const { namespace } = placeOf(context.around);
  const { labels, ...notes } = describeObject(namespace, "", context.around);
  const modes = ["enforce", "audit", "warn"];
  const security = modes.map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]);
  const manifest = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: namespace,
      labels: { ...labels, ...Object.fromEntries(security) },
      ...notes,
    },
  };
  const declaration = declareObject(names.namespace, manifest, context, { keep: true });
  return { ...declaration, needs: [names.cluster] };
}

/** What opens the registries, as nodes read it. */
function declareRegistries(context: Context): Declaration[] {
  if (!hasCredentials(context.around)) return [];
  const { registries } = context.around;
  const more = { secretOutputs: ["value"] };
  const values = declareOwn("Registries", names.credentials, context, { registries }, more);
  const metadata = metadataOf(shared.registries, context);
  const secret: Manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata,
    type: "kubernetes.io/dockerconfigjson",
    stringData: { ".dockerconfigjson": ref(names.credentials, "value", true) },
  };
  return [values, declareObject(names.registries, secret, context)];
}

function declarePolicies(context: Context, emitted: readonly Emitted[]): Declaration[] {
  return listPolicies(context.environment, emitted).map(({ unit, spec }) => {
    const of = emitted.find(({ name }) => name === unit)?.context ?? context;
    const name = unit ?? "andamio-default";
    const manifest = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: metadataOf(name, of),
      spec,
    };
    return declareObject(unit ? `${unit}-network` : names.network, manifest, of);
  });
}
