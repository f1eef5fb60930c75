/** What an environment is on a real cluster, as the API server tells it, and how it is tended. */

import { join } from "node:path";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { copyProject } from "../journey/project.ts";
import { onKubernetes } from "../lab/lab.ts";
import type { Project } from "../project.ts";
import { writeFeatures } from "./features.ts";
import { openNodePort } from "./node-port.ts";
import type { Manifest } from "./objects.ts";

const namespace = "features";

onKubernetes("an environment on kubernetes", (lab) => {
  let project: Project;
  const up = () => project.must("up", "journey");
  const read = (kind: string, name = ""): Manifest =>
    JSON.parse(lab.kubectl("-n", namespace, "get", kind, ...(name ? [name] : []), "-o", "json"));
  const ask = async (unit: string, path = "/", port = 8000) => {
    const address = await openNodePort(lab, { namespace, unit, port });
    return (await fetch(`${address}${path}`)).text();
  };

  /** What applying the rendered files would change. */
  const diffOf = (folder: string): string => {
    try {
      return lab.kubectl("diff", "-k", folder, "--server-side", "--force-conflicts");
    } catch (error) {
      const { status, stdout, stderr } = error as Record<string, unknown>;
      if (status === 1) return String(stdout); // there is a difference
      throw new Error(String(stderr), { cause: error });
    }
  };

  beforeAll(async () => {
    await lab.clean(namespace);
    project = copyProject(writeFeatures(namespace));
    Object.assign(project.variables, lab.variables, { FEATURES_LABEL: "first" });
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    await lab.clean(namespace);
  });

  test("every kind comes up in a namespace that takes restricted pods alone, and once is enough", async () => {
    await up();
    expect(read("namespace", namespace).metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
      "app.kubernetes.io/managed-by": "andamio",
    });
    expect(await ask("backend")).toMatch(/^one,.{43},.{43}$/);
    expect(await up()).toContain("nothing changed");
  });

  test("a Service has its probes, its farewell, its place, its limits and its scaler", () => {
    const { spec, metadata } = read("deployment", "backend");
    const [main] = spec.template.spec.containers;
    const get = (path: string) => ({ httpGet: { path, port: 8000 } });
    expect(main).toMatchObject({
      startupProbe: get("/livez"),
      readinessProbe: get("/health"),
      livenessProbe: get("/livez"),
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
      resources: { limits: { cpu: "100m", memory: "128Mi" }, requests: { cpu: "100m" } },
    });
    const places = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"];
    expect(spec.template.spec.topologySpreadConstraints).toMatchObject(
      places.map((topologyKey) => ({ topologyKey, maxSkew: 1 })),
    );
    expect(read("hpa", "backend").spec).toMatchObject({ minReplicas: 2, maxReplicas: 4 });
    expect(read("pdb", "backend").status).toMatchObject({ expectedPods: 2, disruptionsAllowed: 1 });
    expect(metadata.labels).toMatchObject({
      "app.kubernetes.io/name": "backend",
      "app.kubernetes.io/instance": "journey",
      "app.kubernetes.io/part-of": "journey",
      "app.kubernetes.io/component": "backend",
    });
    expect(spec.template.spec).toMatchObject({ serviceAccountName: "backend", automountServiceAccountToken: false });
    expect(read("serviceaccount", "backend").automountServiceAccountToken).toBe(false);
  });

  test("a public address is an Ingress, with a certificate of the issuer", () => {
    const { metadata, spec } = read("ingress").items[0];
    expect(metadata.annotations).toMatchObject({ "cert-manager.io/cluster-issuer": "letsencrypt" });
    expect(spec).toMatchObject({
      ingressClassName: "nginx",
      tls: [{ hosts: ["api.example.com"], secretName: "backend-certificate" }],
      rules: [{ host: "api.example.com", http: { paths: [{ backend: { service: { name: "backend" } } }] } }],
    });
  });

  test("a store has a claim of the size that was asked for, and each unit only the ways that it needs", () => {
    expect(read("pvc", "shop-data").spec.resources.requests.storage).toBe("2Gi");
    const policies = new Map<string, Manifest>(read("networkpolicies").items.map((one: Manifest) => [one.metadata.name, one.spec]));
    expect(policies.get("andamio-default")).toMatchObject({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const [rule, ...more] = policies.get("shop").ingress;
    expect(more).toEqual([]);
    expect(rule.from.map((one: Manifest) => one.podSelector.matchLabels["app.kubernetes.io/name"])).toEqual(["first"]);
  });

  test("a CronJob says its zone, what becomes of runs that are late or meet, and how many are kept", () => {
    expect(read("cronjob", "nightly").spec).toMatchObject({
      schedule: "0 2 * * 0",
      timeZone: "America/Argentina/Buenos_Aires",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 180,
      successfulJobsHistoryLimit: 2,
      failedJobsHistoryLimit: 2,
      suspend: false,
    });
  });

  test("files are served, and what the proxy leads to answers", async () => {
    expect(await ask("pages", "/package.json", 8080)).toContain("\"name\": \"npm\"");
    expect(await ask("pages", "/api", 8080)).toMatch(/^one,/);
  });

  test("exec, run and logs reach its programs; logs -f goes on with what is said next", async () => {
    expect(await project.must("exec", "journey", "backend", "--", "sh", "-c", "echo $RELEASE")).toContain("one");
    expect((await project.andamio("exec", "journey", "backend", "--", "sh", "-c", "exit 7")).code).toBe(7);
    expect(await project.must("run", "journey", "nightly")).toContain("ran");
    expect(await project.must("logs", "journey", "backend")).toContain("listening");
    const following = project.start("logs", "journey", "backend", "-f");
    await following.says(/listening/);
    const before = following.output().split("listening").length;
    await project.must("restart", "journey", "backend");
    await vi.waitFor(
      () => expect(following.output().split("listening").length).toBeGreaterThan(before),
      { timeout: 60_000 },
    );
    await following.interrupt();
  });

  test("C000-62 another image of the deployment backend rolls it out, and is all that the preview shows", async () => {
    const revision = () => Number(read("deployment", "backend").metadata.annotations["deployment.kubernetes.io/revision"]);
    const before = revision();
    project.edit("backend: { ref: node:24 }", "backend: { ref: node:24-bookworm-slim }");
    const { rows, resources } = JSON.parse(await project.must("preview", "journey", "--json"));
    expect(rows).toEqual([expect.objectContaining({ path: "images.backend.ref", impact: "rolling" })]);
    const changed = resources.flatMap(({ name, properties }: Manifest) => properties.map((one: string) => `${name} ${one}`));
    expect(changed).toEqual([
      "backend-deployment spec.template.spec.containers[0].image", "backend revision",
    ]);
    await up();
    const [container] = read("deployment", "backend").spec.template.spec.containers;
    expect(container).toMatchObject({ name: "backend", image: "node:24-bookworm-slim" });
    expect(revision()).toBe(before + 1);
  });

  test("a restart changes nothing of what was declared, nor does the scaler's work", async () => {
    lab.kubectl("-n", namespace, "scale", "deployment/backend", "--replicas=3");
    expect(await up()).toContain("nothing changed");
    expect(read("deployment", "backend").spec.replicas).toBe(3);
  });

  test("a secret that is rotated rolls what uses it, and the old value is at hand for the overlap", async () => {
    const [, old] = (await ask("backend")).split(",");
    await project.must("secrets", "rotate", "key", "-e", "journey");
    await vi.waitFor(async () => {
      const [, fresh, previous] = (await ask("backend")).split(",");
      expect(previous).toBe(old);
      expect(fresh).not.toBe(old);
    }, { timeout: 30_000, interval: 500 });
  });

  test("update: recreate brings the old version back when the new one does not run", async () => {
    project.edit("RELEASE: kept", "NODE_OPTIONS: --nonsuch, RELEASE: worse");
    project.variables["FEATURES_LABEL"] = "second";
    const { code, output } = await project.andamio("up", "journey");
    expect(code, output).toBe(1);
    expect(output).toMatch(/environments\/journey\.yaml:\d+:\d+: error: .*keeper did not start/);
    expect(output).toContain("what ran before runs again");
    expect(await ask("keeper")).toMatch(/^kept,/);
  });

  test("what was refused can be taken back: the file as it was leaves all as it was", async () => {
    project.edit("NODE_OPTIONS: --nonsuch, RELEASE: worse", "RELEASE: kept");
    project.variables["FEATURES_LABEL"] = "first";
    await up();
    const { env } = read("deployment", "keeper").spec.template.spec.containers[0];
    const { name } = env.find((one: Manifest) => one.name === "LABEL").valueFrom.secretKeyRef;
    const secrets = read("secrets").items.map((one: Manifest) => one.metadata.name);
    expect(secrets.filter((one: string) => one.startsWith("keeper-env-"))).toEqual([name]);
    expect(await up()).toContain("nothing changed");
  });

  test("what is rendered is what is deployed: a diff has the order for Argo CD, and who applied it", async () => {
    const folder = join(project.root, "rendered");
    await project.must("render", "journey", "--to", folder, "--deployed");
    const lines = diffOf(folder).split("\n").filter((line) => /^[-+] /.test(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !/argocd.argoproj.io\/sync-wave|annotations:$|generation: /.test(line))).toEqual([]);
  });

  test("down leaves no pod and no schedule, and keeps the data; up starts all of it", async () => {
    const claims = () => read("pvc").items.map((one: Manifest) => one.metadata.uid);
    const before = claims();
    await project.must("down", "journey");
    const replicas = [...read("deployments").items, ...read("statefulsets").items].map((one) => one.spec.replicas);
    expect(new Set(replicas)).toEqual(new Set([0]));
    expect(read("cronjob", "nightly").spec.suspend).toBe(true);
    expect(await project.must("status", "journey")).toMatch(/nightly .*suspended/);
    await up();
    expect(read("cronjob", "nightly").spec.suspend).toBe(false);
    expect(claims()).toEqual(before);
    expect(await ask("keeper")).toMatch(/^kept,/);
  });
});
