/** A Service or Worker: a Deployment, its address, and how many of it may be missing. */
import type { ProbeTimes, Workload } from "../primitives.ts";
import { proxyVariables } from "../proxied.ts";
import type { Context, Declaration, Lowered } from "../target.ts";
import type { Binding } from "../values.ts";
import { account } from "./account.ts";
import { selectorOf } from "./names.ts";
import { declareObject, declareOwn, type Manifest, metadataOf } from "./object.ts";
import { podOf } from "./pod.ts";
import { probesOf } from "./probes.ts";
import { cores } from "./quantity.ts";
import { settingsOf } from "./settings.ts";
import { variablesOf } from "./variables.ts";

export function lowerWorkload(
  name: string,
  workload: Workload,
  context: Context,
): Lowered<"workload"> {
  const { port, needs } = workload;
  const { around } = context;
  // no proxy is in front of it without a public address
  const { trustedProxies = ["none"] } = settingsOf(around);
  const { isPublic = false, internal } = workload.proxied ?? {};
  const addresses = isPublic ? trustedProxies.join(",") : undefined;
  const own = {
    ...(port !== undefined && { PORT: String(port) }),
    ...proxyVariables(workload, addresses, around.tls, isPublic ? internal : []),
  };
  const variables = variablesOf(name, workload, context, own);
  const template = podOf(name, workload, variables, context, {
    ...(port !== undefined && { ports: [{ name: "main", containerPort: port, protocol: "TCP" }] }),
    ...probesOf(workload),
  });
  const deployment = makeDeployment(name, workload, template, context);
  const object = `${name}-deployment`;
  const resources = [
    account(name, context),
    ...variables.resources,
    ...(port === undefined ? [] : [addressOf(name, port, port, context)]),
    declareObject(object, deployment, context, { needs: [`${name}-account`, ...needs] }),
    ...disruptionOf(name, workload, context),
    ...scalerOf(name, workload, context),
  ];
  const gate = gateOf(name, "Deployment", workload, deployment, context, resources);
  return { resources: [...resources, gate], offers: answersOf(name, port ?? 0) };
}

/** Its needs are only what it cannot start without, so that everything else may come at once. */
function makeDeployment(
  name: string,
  { update, replicas, scale, labels }: Workload,
  template: ReturnType<typeof podOf>,
  context: Context,
): Manifest {
  const matchLabels = selectorOf(name, context.environment);
  const rolling = { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } };
  const alike = { maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", labelSelector: { matchLabels } };
  const topologyKeys = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"];
  const spread = topologyKeys.map((topologyKey) => ({ ...alike, topologyKey }));
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(name, context, labels),
    spec: {
      // what scales it says how many there are
      ...(scale === undefined && { replicas }),
      revisionHistoryLimit: 2,
      progressDeadlineSeconds: 600,
      strategy: update === "recreate" ? { type: "Recreate" } : rolling,
      selector: { matchLabels },
      template: { ...template, spec: { ...template.spec, topologySpreadConstraints: spread } },
    },
  };
}

/** Done when what was declared runs and answers; tells why when it does not. */
export function gateOf(
  name: string,
  kind: "Deployment" | "StatefulSet",
  { replicas, ready }: { replicas: number; ready: ProbeTimes },
  { spec }: Manifest,
  context: Context,
  before: readonly Declaration[],
): Declaration {
  const { startPeriodSeconds, intervalSeconds, timeoutSeconds, retries } = ready;
  const patienceSeconds = startPeriodSeconds + (intervalSeconds + timeoutSeconds) * retries;
  const props = { kind, name, replicas, patienceSeconds, revision: { $digest: spec } };
  return declareOwn("Rollout", name, context, props, { needs: before.map((one) => one.name) });
}

export function addressOf(
  name: string,
  port: number,
  targetPort: number,
  context: Context,
): Declaration {
  return declareObject(
    `${name}-service`,
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(name, context),
      spec: {
        type: "ClusterIP",
        selector: selectorOf(name, context.environment),
        ports: [{ name: "main", port, targetPort, protocol: "TCP" }],
      },
    },
    context,
  );
}

export function answersOf(name: string, port: number): Record<"host" | "port" | "url", Binding> {
  const answer = (value: string): Binding => ({ value, secret: false, peer: { unit: name, port } });
  return { host: answer(name), port: answer(String(port)), url: answer(`http://${name}:${port}`) };
}

function disruptionOf(name: string, { replicas }: Workload, context: Context): Declaration[] {
  if (replicas < 2) return []; // it would keep a node from being emptied
  const selector = { matchLabels: selectorOf(name, context.environment) };
  const spec = { maxUnavailable: 1, selector };
  const metadata = metadataOf(name, context);
  const budget = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata, spec };
  return [declareObject(`${name}-budget`, budget, context)];
}

function scalerOf(
  name: string,
  { scale, replicas, limits }: Workload,
  context: Context,
): Declaration[] {
  if (scale === undefined) return [];
  // of what it gets, not of what is reserved, as a share in percent would be
  const target = { type: "AverageValue", averageValue: cores((limits.cpu * scale.cpu) / 100) };
  const scaler = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadataOf(name, context),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: Math.max(1, replicas),
      maxReplicas: Math.max(1, replicas, scale.max),
      metrics: [{ type: "Resource", resource: { name: "cpu", target } }],
    },
  };
  const needs = [`${name}-deployment`];
  return [declareObject(`${name}-scaler`, scaler, context, { needs })];
}
