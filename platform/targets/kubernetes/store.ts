/** A database or a Redis: one pod with a volume, by the recipe of its engine. */
import { PlatformError } from "../../errors.ts";
import type { Store } from "../primitives.ts";
import { recipes } from "../recipes/index.ts";
import type { StoreContainer } from "../recipes/recipe.ts";
import type { Context, Lowered } from "../target.ts";
import { account } from "./account.ts";
import { describeObject, selectorOf } from "./names.ts";
import {
  declareObject,
  declareVersioned,
  digestName,
  type Manifest,
  metadataOf,
} from "./object.ts";
import { restricted, secretVolume, unprivileged } from "./pod.ts";
import { times } from "./probes.ts";
import { resourcesOf } from "./quantity.ts";
import { literal, secretFolder } from "./variables.ts";
import { addressOf, answersOf, gateOf } from "./workload.ts";

export function lowerStore(name: string, store: Store, context: Context): Lowered<"store"> {
  const recipe = recipes[store.engine];
  if (!recipe) {
    throw new PlatformError("target_unsupported", `${name}: there is no container of ${store.engine}`);
  }
  const secretName = digestName(`${name}-access`, store.password);
  const stringData = { password: store.password };
  const access = { apiVersion: "v1", kind: "Secret", type: "Opaque", stringData };
  const set = makeSet(name, store, recipe(store), secretName, context);
  const needs = [`${name}-account`, `${name}-access`, store.volume];
  const resources = [
    account(name, context),
    declareVersioned(`${name}-access`, name, secretName, access, context),
    addressOf(name, store.port, store.port, context),
    declareObject(`${name}-set`, set, context, { needs }),
  ];
  const gate = gateOf(name, "StatefulSet", { ...store, replicas: 1 }, set, context, resources);
  const { host, port } = answersOf(name, store.port);
  const of = { data: store.data };
  const offers = { host: { ...host, ...of }, port: { ...port, ...of } };
  return { resources: [...resources, gate], offers };
}

function makeSet(
  name: string,
  store: Store,
  recipe: StoreContainer,
  secretName: unknown,
  context: Context,
): Manifest {
  const { labels } = store;
  const matchLabels = selectorOf(name, context.environment);
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: metadataOf(name, context, labels),
    spec: {
      replicas: 1,
      serviceName: name,
      // else a pod that never gets ready is in the way of the one that would mend it
      podManagementPolicy: "Parallel",
      selector: { matchLabels },
      template: {
        metadata: describeObject(name, context.component, context.around, labels),
        spec: {
          ...unprivileged(name, recipe.user, context.around),
          terminationGracePeriodSeconds: recipe.graceSeconds,
          containers: [containerOf(name, store, recipe)],
          volumes: [
            { name: "tmp", emptyDir: {} },
            secretVolume(secretName),
            { name: "data", persistentVolumeClaim: { claimName: store.volume } },
          ],
        },
      },
    },
  };
}

function containerOf(
  name: string,
  { port, limits, ready }: Store,
  recipe: StoreContainer,
): object {
  return {
    name,
    image: recipe.image,
    command: recipe.command.map(literal),
    ports: [{ name: "main", containerPort: port, protocol: "TCP" }],
    resources: resourcesOf(limits),
    readinessProbe: { exec: { command: recipe.health.map(literal) }, ...times(ready) },
    securityContext: restricted(),
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      { name: "secrets", mountPath: secretFolder, readOnly: true },
      { name: "data", mountPath: recipe.dataPath },
    ],
  };
}
