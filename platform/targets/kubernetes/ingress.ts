/** Public addresses: an Ingress for each, encrypted as the environment says. */
import type { Context, Declaration, Emitted } from "../target.ts";
import { around as names, shared } from "./names.ts";
import { declareObject, type Manifest, metadataOf } from "./object.ts";
import { settingsOf } from "./settings.ts";

type Route = Extract<Emitted, { kind: "route" }>;

export function declareIngress({ name, primitive, context }: Route): Declaration[] {
  const { address, to } = primitive;
  if (address === undefined) return [];
  const { ingressClass } = settingsOf(context.around);
  const { annotations, ...described } = metadataOf(to, context);
  const backend = { service: { name: to, port: { name: "main" } } };
  const path = { path: address.path, pathType: "Prefix", backend };
  const certified = encryption(to, context);
  const manifest: Manifest = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { ...described, annotations: { ...annotations, ...notes(context) } },
    spec: {
      ...(ingressClass !== undefined && { ingressClassName: ingressClass }),
      ...(certified && { tls: [{ hosts: [address.host], ...certified }] }),
      rules: [{ host: address.host, http: { paths: [path] } }],
    },
  };
  const own = context.around.tls?.mode === "own" ? [names.certificate] : [];
  return [declareObject(name, manifest, context, { needs: own })];
}

/** Without a Secret the controller serves the certificate that it has. */
function encryption(
  unit: string,
  { around: { tls } }: Context,
): { secretName?: string } | undefined {
  if (tls === undefined || tls.mode === "off") return undefined;
  if (tls.mode === "own") return { secretName: shared.certificate };
  return tls.issuer === undefined ? {} : { secretName: `${unit}-certificate` };
}

function notes({ around: { tls } }: Context): Record<string, string> {
  if (tls === undefined || tls.mode === "off") return {};
  const redirect = String(tls.redirect);
  return {
    ...(tls.issuer !== undefined && { "cert-manager.io/cluster-issuer": tls.issuer }),
    "nginx.ingress.kubernetes.io/ssl-redirect": redirect,
    "nginx.ingress.kubernetes.io/force-ssl-redirect": redirect,
  };
}

/** The certificate that the environment brings. */
export function declareCertificate(context: Context): Declaration[] {
  const { tls } = context.around;
  if (tls?.mode !== "own") return [];
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...metadataOf(shared.certificate, context), name: shared.certificate },
    type: "kubernetes.io/tls",
    stringData: { "tls.crt": tls.certificate, "tls.key": tls.key },
  };
  return [declareObject(names.certificate, secret, context)];
}
