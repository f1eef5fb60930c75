/** What components become on a cluster: the objects, and what of them decides. */
import { expect, test } from "vitest";

import { toCron } from "../../platform/targets/kubernetes/cron.ts";
import { bytes, cores } from "../../platform/targets/kubernetes/quantity.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { declareFile, find, listManifests, mainOf } from "./objects.ts";

const program = { image: "app", command: ["node", "dist/server.js"] };

test("a Service is asked in three ways: it starts, it may have traffic, it must be restarted", () => {
  const health = { path: "/health", livePath: "/livez", interval: "7s", timeout: "2s", retries: 4, startPeriod: "90s" };
  const all = declareFile({ api: { kind: "Service", ...program, port: 8000, health } });
  const { startupProbe, readinessProbe, livenessProbe } = mainOf(find(all, "Deployment", "api"));
  expect(startupProbe).toEqual({
    httpGet: { path: "/livez", port: 8000 }, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 90,
  });
  const times = { periodSeconds: 7, timeoutSeconds: 2, failureThreshold: 4 };
  expect(readinessProbe).toEqual({ httpGet: { path: "/health", port: 8000 }, ...times });
  expect(livenessProbe).toEqual({ httpGet: { path: "/livez", port: 8000 }, ...times });
});

test("only livePath restarts: without it nothing does, and a command never", () => {
  const all = declareFile({
    api: { kind: "Service", ...program, port: 8000, health: { path: "/health" } },
    tasks: { kind: "Worker", ...program, health: { command: ["node", "check.js"] } },
  });
  expect(mainOf(find(all, "Deployment", "api")).livenessProbe).toBeUndefined();
  const { startupProbe, livenessProbe, readinessProbe } = mainOf(find(all, "Deployment", "tasks"));
  expect([startupProbe, livenessProbe]).toEqual([undefined, undefined]);
  expect(readinessProbe.exec).toEqual({ command: ["node", "check.js"] });
});

test("every pod is what Pod Security calls restricted, and has no token of the cluster", () => {
  const all = declareFile({
    db: { kind: "Database", engine: "postgresql" },
    cache: { kind: "Redis" },
    once: { kind: "Job", ...program, env: { URL: "${db.url}" } },
    api: { kind: "Service", ...program, port: 80, env: { URL: "${cache.url}" } },
    nightly: { kind: "CronJob", ...program, schedule: "0 2 * * *" },
    site: { kind: "Static", image: "app", root: "dist" },
  });
  const kinds = ["Deployment", "StatefulSet", "Job", "CronJob"];
  const pods = listManifests(all)
    .filter(({ kind }) => kinds.includes(kind))
    .map(podOf);
  expect(pods).toHaveLength(6);
  for (const pod of pods) {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" },
    });
    const containers = [...pod.containers, ...(pod.initContainers ?? [])];
    for (const { name, securityContext, resources } of containers) {
      expect(securityContext, name).toMatchObject({
        allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] },
      });
      expect(Object.keys(resources.limits), name).toEqual(["cpu", "memory", "ephemeral-storage"]);
    }
  }
  const levels = find(all, "Namespace").metadata.labels;
  expect(levels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
});

/* eslint-disable @typescript-eslint/no-explicit-any */
function podOf(object: any): any {
  return (object.spec.jobTemplate?.spec.template ?? object.spec.template).spec;
}

test("secret variables come from a Secret whose name changes with them; the others are written", () => {
  const all = declareFile({
    key: { kind: "Secret", generate: { bytes: 32 } },
    api: { kind: "Service", ...program, port: 8000, env: { KEY: "${key.value}", NOTE: "$(HOME)" } },
  });
  const name = { $join: ["api-env-", { $digest: { KEY: { $ref: "key", output: "value", secret: true } } }] };
  const secret = all.find((one) => one.name === "api-env")!.props as { metadata: { name: object }; immutable: boolean };
  expect(secret).toMatchObject({ metadata: { name }, immutable: true });
  expect(mainOf(find(all, "Deployment", "api")).env).toEqual([
    { name: "PORT", value: "8000" },
    { name: "KEY", valueFrom: { secretKeyRef: { name, key: "KEY" } } },
    { name: "NOTE", value: "$$(HOME)" }, // as written, and not what the cluster would make of it
  ]);
});

test("secretsAs: file gives each secret variable as the path of a file that its user alone reads", () => {
  const all = declareFile({
    key: { kind: "Secret", generate: { bytes: 32 } },
    api: { kind: "Service", ...program, port: 8000, env: { KEY: "${key.value}" }, secretsAs: "file" },
  });
  const { env, volumeMounts } = mainOf(find(all, "Deployment", "api"));
  expect(env).toContainEqual({ name: "KEY_FILE", value: "/run/secrets/KEY" });
  expect(JSON.stringify(env)).not.toContain("secretKeyRef");
  expect(volumeMounts).toContainEqual({ name: "secrets", mountPath: "/run/secrets", readOnly: true });
});

test("what a Job's name follows from is its image, command, variables and data: a change runs it again", () => {
  const job = (command: string) => declareFile({
    db: { kind: "Database", engine: "postgresql" },
    migrate: { kind: "Job", ...program, command: ["node", command], env: { URL: "${db.url}" } },
  });
  const name = (command: string) => find(job(command), "Job").metadata.name;
  expect(name("a.js")).toEqual(name("a.js"));
  expect(name("a.js")).not.toEqual(name("b.js"));
  const key = JSON.stringify(name("a.js"));
  expect(key).toContain("\"app-build\"");
  expect(key).toContain("\"db-data\"");
  expect(key).toContain("\"db-password\"");
});

test("a roll-out takes nobody away before somebody new is there, unless told to", () => {
  const strategy = (more: object) => {
    const all = declareFile({ api: { kind: "Service", ...program, port: 8000, ...more } });
    return find(all, "Deployment", "api").spec.strategy;
  };
  expect(strategy({})).toMatchObject({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } });
  expect(strategy({ update: "recreate" })).toEqual({ type: "Recreate" });
  expect(strategy({ volumes: { files: { path: "files" } } })).toEqual({ type: "Recreate" });
});

test("a Service that scales leaves the number of its replicas to its scaler", () => {
  const all = declareFile({
    api: { kind: "Service", ...program, port: 8000, replicas: 3, scale: { max: 9, cpu: 60 }, cpu: 2 },
  });
  expect(find(all, "Deployment", "api").spec.replicas).toBeUndefined();
  expect(find(all, "HorizontalPodAutoscaler", "api").spec).toMatchObject({
    minReplicas: 3,
    maxReplicas: 9,
    metrics: [{ resource: { name: "cpu", target: { type: "AverageValue", averageValue: "1200m" } } }],
  });
  expect(find(all, "PodDisruptionBudget", "api").spec.maxUnavailable).toBe(1);
});

test("a CronJob says all of its schedule", () => {
  const all = declareFile({
    nightly: {
      kind: "CronJob", ...program, schedule: "30 8 * * mon-fri", timezone: "Europe/Madrid",
      overlap: "replace", suspended: true, missed: "1h", history: 5, timeout: "10m", retries: 2,
    },
  });
  const { spec } = find(all, "CronJob", "nightly");
  expect(spec).toMatchObject({
    schedule: "30 8 * * mon-fri", timeZone: "Europe/Madrid", concurrencyPolicy: "Replace",
    startingDeadlineSeconds: 3600, successfulJobsHistoryLimit: 5, failedJobsHistoryLimit: 5,
    suspend: true,
  });
  expect(spec.jobTemplate.spec.backoffLimit).toBe(2);
  expect(spec.jobTemplate.spec.template.spec.activeDeadlineSeconds).toBe(600);
});

test("Sunday is 0 on a cluster, however it is written", () => {
  expect(["0 2 * * 7", "0 2 * * 5-7", "0 2 * * 1,7", "0 2 * * mon-fri"].map(toCron)).toEqual([
    "0 2 * * 0", "0 2 * * 5,6,0", "0 2 * * 1,0", "0 2 * * mon-fri",
  ]);
});

test("amounts are written as the server writes them back", () => {
  expect([bytes(512 * 2 ** 20), bytes(2 ** 30), bytes(1.5 * 2 ** 30), bytes(1000)]).toEqual([
    "512Mi", "1Gi", "1536Mi", "1000",
  ]);
  expect([cores(0.5), cores(1), cores(2), cores(0.25)]).toEqual(["500m", "1", "2", "250m"]);
});

test("a public address is an Ingress, encrypted as the environment says", () => {
  const tls = { mode: "acme", issuer: "letsencrypt-prod" };
  const all = declareFile(
    {
      api: {
        kind: "Service", ...program, port: 8000, route: { host: "api.example.com" },
        env: { SELF: "${api.publicUrl}" },
      },
    },
    { tls, kubernetes: { ingressClass: "nginx" } },
  );
  const { metadata, spec } = find(all, "Ingress", "api");
  expect(metadata.annotations["cert-manager.io/cluster-issuer"]).toBe("letsencrypt-prod");
  expect(spec).toMatchObject({
    ingressClassName: "nginx",
    tls: [{ hosts: ["api.example.com"], secretName: "api-certificate" }],
  });
  expect(mainOf(find(all, "Deployment", "api")).env).toContainEqual({ name: "SELF", value: "https://api.example.com" });
});

test("another signal than SIGTERM is sent from inside by an image that is built here, and refused for others", () => {
  const stop = { signal: "SIGINT", grace: "10s" };
  const all = declareFile({ api: { kind: "Service", ...program, port: 8000, stop } });
  const { lifecycle } = mainOf(find(all, "Deployment", "api"));
  expect(lifecycle.preStop.exec.command.join(" ")).toContain("process.kill(1,\"SIGINT\")");
  expect(find(all, "Deployment", "api").spec.template.spec.terminationGracePeriodSeconds).toBe(15);
  expect(() => declareFile({ api: { kind: "Service", ...program, image: "ready", port: 8000, stop } })).toThrow(
    "api cannot be ended by SIGINT",
  );
});

test("what holds data is kept when the rest is removed", () => {
  const all = declareFile({
    db: { kind: "Database", engine: "postgresql" },
    key: { kind: "Secret", generate: { bytes: 32 } },
  });
  // what has versions is removed with those that run
  const isVersioned = ({ props }: Declaration) => JSON.stringify(props).includes("andamio/versioned");
  const kept = all.filter((one) => one.keep && !isVersioned(one)).map(({ name }) => name);
  expect(kept.sort()).toEqual(["db-data-claim", "db-password", "key", "kubernetes.namespace"]);
});
