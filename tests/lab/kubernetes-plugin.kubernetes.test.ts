/** The plugin of Kubernetes that tests use does on a real cluster what the official one does. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";

import { onKubernetes } from "./lab.ts";
import { announcement } from "./plugins.ts";
import { makeTrial, type Trial } from "./trial.ts";

interface Wish {
  replicas?: number;
  image?: string;
  key?: string;
  selector?: string;
}

const name = "lab-plugin";
const port = 30379;

onKubernetes("the plugin of Kubernetes", (lab) => {
  let trial: Trial;

  beforeAll(async () => {
    await lab.clean(name);
    trial = await makeTrial("kubernetes", lab.variables);
  });
  afterAll(async () => {
    await trial?.[Symbol.asyncDispose]();
    await lab.clean(name);
  });

  const get = (kind: string, path: string) =>
    lab.kubectl("-n", name, "get", kind, "-o", `jsonpath={${path}}`);
  const program =
    ({ replicas = 1, image = "redis:7", key = "canary-key", selector = "cache" }: Wish = {}) =>
      async () => {
        const { kubeconfig, context } = lab;
        const provider = new k8s.Provider("cluster", { kubeconfig, context });
        const update = image === "redis:7" ? "90s" : "8s";
        const options = { provider, customTimeouts: { create: "90s", update, delete: "90s" } };
        const space = new k8s.core.v1.Namespace("space", { metadata: { name } }, options);
        const namespace = space.metadata.name;
        const secret = new k8s.core.v1.Secret(
          "secret",
          { metadata: { name: "secret", namespace }, stringData: { KEY: pulumi.secret(key) } },
          options,
        );
        const claim = new k8s.core.v1.PersistentVolumeClaim(
          "data",
          {
            metadata: { name: "data", namespace },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
          options,
        );
        const labels = { app: selector };
        const cache = new k8s.apps.v1.Deployment(
          "cache",
          {
            metadata: { name: "cache", namespace },
            spec: {
              replicas,
              selector: { matchLabels: labels },
              template: {
                metadata: { labels },
                spec: {
                  terminationGracePeriodSeconds: 1,
                  volumes: [{ name: "data", persistentVolumeClaim: { claimName: claim.metadata.name } }],
                  containers: [
                    {
                      name: "redis",
                      image,
                      command: ["redis-server", "--protected-mode", "no"],
                      env: [{ name: "TOKEN", value: pulumi.secret("canary-token") }],
                      envFrom: [{ secretRef: { name: secret.metadata.name } }],
                      resources: { limits: { cpu: "500m", memory: "64Mi" } },
                      readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 1 },
                      volumeMounts: [{ name: "data", mountPath: "/data" }],
                    },
                  ],
                },
              },
            },
          },
          options,
        );
        const service = new k8s.core.v1.Service(
          "service",
          {
            metadata: { name: "cache", namespace },
            spec: { type: "NodePort", selector: labels, ports: [{ port: 6379, nodePort: port }] },
          },
          options,
        );
        const command = ["redis-cli", "-h", "cache", "set", "left", "behind"];
        const containers = [{ name: "job", image: "redis:7", command }];
        new k8s.batch.v1.Job(
          "job",
          {
            metadata: { name: "job", namespace },
            spec: { backoffLimit: 2, template: { spec: { restartPolicy: "Never", containers } } },
          },
          { ...options, dependsOn: [service, cache] },
        );
        return { uid: cache.metadata.uid };
      };

  test("a preview makes nothing", async () => {
    expect(await trial.preview(program())).toEqual({ create: 8 });
    expect(lab.kubectl("get", "namespace", name, "--ignore-not-found")).toBe("");
  });

  test("up makes what is asked for and waits for it, by the plugin that the first line of the tests names", async () => {
    const { changes, said } = await trial.up(program());
    expect(changes).toEqual({ create: 8 });
    expect(said).toMatch(announcement("kubernetes"));
    expect(get("deployment/cache", ".status.readyReplicas")).toBe("1");
    expect(get("job/job", ".status.succeeded")).toBe("1");
    const answer = lab.kubectl("-n", name, "exec", "deploy/cache", "--", "redis-cli", "get", "left");
    expect(answer).toBe("behind");
  });

  test("a second up changes nothing, with a look at the cluster and without", async () => {
    expect((await trial.up(program())).changes).toEqual({ same: 8 });
    expect((await trial.up(program(), { refresh: true })).changes).toEqual({ same: 8 });
  });

  test("no secret lies open in the state", async () => {
    const state = await trial.stateText();
    expect(state).not.toContain("canary");
    expect(state).not.toContain(Buffer.from("canary-key").toString("base64"));
  });

  test("what was changed or removed by hand is made good after a look", async () => {
    lab.kubectl("-n", name, "delete", "deployment", "cache");
    lab.kubectl("-n", name, "label", "service", "cache", "left=alone");
    const { changes } = await trial.up(program(), { refresh: true });
    expect(changes).toEqual({ create: 1, same: 7 });
    expect(get("deployment/cache", ".status.readyReplicas")).toBe("1");
  });

  test("replicas change in place; a selector, and a Secret's value, replace", async () => {
    const uid = get("deployment/cache", ".metadata.uid");
    expect((await trial.up(program({ replicas: 2 }))).changes).toMatchObject({ update: 1 });
    expect(get("deployment/cache", ".metadata.uid")).toBe(uid);
    const changed = await trial.up(program({ selector: "other", key: "canary-second" }));
    expect(changed.changes).toMatchObject({ replace: 2 });
    expect(get("deployment/cache", ".metadata.uid")).not.toBe(uid);
    expect(get("secret/secret", ".data.KEY")).toBe(Buffer.from("canary-second").toString("base64"));
    await trial.up(program());
  });

  test("a roll-out that does not come about fails with the words of its pods, and the old pods serve", async () => {
    await expect(trial.up(program({ image: "redis:none" }))).rejects.toThrow(
      /\[Pod lab-plugin\/cache-\S+\]: container redis: \[(ErrImagePull|ImagePullBackOff)\]/,
    );
    expect(get("deployment/cache", ".status.readyReplicas")).toBe("1");
    expect((await trial.up(program())).changes).toEqual({ same: 7, update: 1 });
  });

  test("what the API server refuses is told before anything is changed", async () => {
    await expect(trial.preview(program({ replicas: -1 }))).rejects.toThrow(
      /spec\.replicas: Invalid value: -1/,
    );
  });

  test("after an engine that was killed at work the next up goes on", async () => {
    await trial.destroy();
    await trial.upUntil(program(), /Deployment cache creating/);
    await trial.up(program(), { refresh: true });
    expect((await trial.up(program(), { refresh: true })).changes).toEqual({ same: 8 });
    expect(get("pods", ".items[*].metadata.labels.app")).toBe("cache");
  });

  test("destroy removes all of it, and waits until it is gone", async () => {
    await trial.destroy();
    expect(lab.kubectl("get", "namespace", name, "--ignore-not-found")).toBe("");
  });
});
