/** What goes wrong on a real cluster: told with its line, while the old version serves. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { copyProject } from "../journey/project.ts";
import { onKubernetes } from "../lab/lab.ts";
import type { Project } from "../project.ts";
import { openNodePort } from "./node-port.ts";

const namespace = "faults";
const small = "cpu: 0.1, memory: 128Mi";
const server = "require('http').createServer((q, r) => r.end(process.env.RELEASE)).listen(process.env.PORT)";
const file = `version: 1
target: kubernetes
kubernetes: { context: lab, namespace: ${namespace} }
images: { web: { ref: node:24 } }
components:
  cache: { kind: Redis, ${small} }
  once: { kind: Job, image: web, command: [node, -e, "process.exit(+process.env.CODE)"], env: { CODE: 0 }, ${small} }
  api:
    kind: Service
    image: web
    command: [node, -e, "${server}"]
    env: { RELEASE: one, REDIS_URL: "\${cache.url}" }
    port: 8000
    stop: { grace: 1s }
    cpu: 0.1
    memory: 128Mi
`;

onKubernetes("faults on kubernetes", (lab) => {
  let project: Project;
  let folder: string;
  const up = () => project.must("up", "journey");
  const get = (kind: string, path: string) =>
    lab.kubectl("-n", namespace, "get", kind, "-o", `jsonpath={${path}}`);
  const release = async () => {
    const address = await openNodePort(lab, { namespace, unit: "api", port: 8000 });
    return (await fetch(address)).text();
  };
  const template = ".spec.template.spec.containers[0].env[*].value";
  const killWhen = async (seen: () => boolean) => {
    const { pid } = project.start("up", "journey");
    await vi.waitFor(() => expect(seen()).toBe(true), { timeout: 240_000, interval: 200 });
    process.kill(-pid, "SIGKILL");
    await sleep(2000);
  };
  const redis = (...words: string[]) => {
    const command = `REDISCLI_AUTH=$(cat /run/secrets/password) redis-cli ${words.join(" ")}`;
    return lab.kubectl("-n", namespace, "exec", "cache-0", "--", "sh", "-c", command).trim();
  };
  /** Who deploys is somebody else, or asks elsewhere. */
  const upWith = async (change: (kubeconfig: string) => string) => {
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, change(lab.kubectl("config", "view", "--raw", "--minify")));
    project.variables["KUBECONFIG"] = kubeconfig;
    const { code, output } = await project.andamio("up", "journey");
    project.variables["KUBECONFIG"] = lab.kubeconfig;
    expect(code, output).toBe(1);
    expect(output).not.toMatch(/^ +at /m);
    return output;
  };

  beforeAll(async () => {
    await lab.clean(namespace);
    folder = mkdtempSync(join(tmpdir(), "andamio-faults-"));
    project = copyProject(file);
    Object.assign(project.variables, lab.variables);
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
    await lab.clean(namespace);
  });

  test("no cluster at the address is told, and where it was looked for", async () => {
    const output = await upWith((text) => text.replace(/server: .*/, "server: https://127.0.0.1:26400"));
    expect(output).toContain("no cluster answers at https://127.0.0.1:26400: ECONNREFUSED");
    expect(output).toMatch(/environments\/journey\.yaml:2:\d+: error/);
  });

  test("a token that is not accepted is told, and what to do about it", async () => {
    const output = await upWith((text) => text.replace(/token: .*/, "token: expired"));
    expect(output).toContain("does not know who you are");
    expect(output).toContain("log in to the cluster again");
  });

  test("a right that is missing is told, and which", async () => {
    lab.kubectl("create", "namespace", namespace);
    lab.kubectl("-n", namespace, "create", "serviceaccount", "stranger");
    const token = lab.kubectl("-n", namespace, "create", "token", "stranger").trim();
    const output = await upWith((text) => text.replace(/token: .*/, `token: ${token}`));
    expect(output).toMatch(/does not let you: .*stranger.* cannot get resource "namespaces"/);
  });

  test("what failed for want of a cluster or a right comes up when that is mended, killed on its way or not", async () => {
    await killWhen(() => get("statefulsets", ".items[*].metadata.name") === "cache");
    await killWhen(() => get("jobs", ".items[*].metadata.name") !== "");
    await up();
    expect(get("statefulsets,deployments", ".items[*].metadata.name")).toBe("cache api");
    expect(get("jobs", ".items[*].status.succeeded")).toBe("1");
    expect(await release()).toBe("one");
    expect(await up()).toContain("nothing changed");
  });

  test("no value of a secret is in what runs, only the names of Secrets", () => {
    const password = Buffer.from(get("secret/cache-password", ".data.value"), "base64").toString();
    expect(password.length).toBeGreaterThan(30);
    const shown = lab.kubectl("-n", namespace, "get", "deployments,statefulsets,pods,jobs", "-o", "json");
    expect(shown).not.toContain(password);
  });

  test("a Job that fails is told with its line and exit code, and the old version serves", async () => {
    project.edit("CODE: 0", "CODE: 3");
    project.edit("RELEASE: one", "RELEASE: two");
    const { code, output } = await project.andamio("up", "journey");
    expect(code, output).toBe(1);
    expect(output).toMatch(/environments\/journey\.yaml:7:\d+: error: .*exit code 3/);
    expect(await release()).toBe("one");
    project.edit("CODE: 3", "CODE: 0");
    await up();
    await vi.waitFor(async () => expect(await release()).toBe("two"), { timeout: 30_000 });
    expect(get("jobs", ".items[*].status.succeeded")).toBe("1");
  });

  test("an image that does not exist is told with its line, and the old version serves", async () => {
    project.edit("ref: node:24", "ref: 127.0.0.1:1/nonsuch:1");
    const { code, output } = await project.andamio("up", "journey");
    project.edit("ref: 127.0.0.1:1/nonsuch:1", "ref: node:24"); // for the tests that follow
    expect(code, output).toBe(1);
    expect(output).toMatch(/environments\/journey\.yaml:4:\d+: error: /);
    expect(output).toContain("the image 127.0.0.1:1/nonsuch:1 cannot be had");
    expect(await release()).toBe("two");
    await up();
  });

  test("down stops all and keeps all, and up starts it again", async () => {
    redis("set", "kept", "yes");
    await project.must("down", "journey");
    expect(get("deployment/api", ".spec.replicas")).toBe("0");
    expect(get("pods", ".items[?(@.status.phase==\"Running\")].metadata.name")).toBe("");
    await up();
    expect(redis("get", "kept")).toBe("yes");
    expect(await release()).toBe("two");
  });

  test("killed while a Job runs, and while pods roll, the next up goes on, and makes nothing twice", async () => {
    const jobs = () => get("jobs", ".items[*].metadata.name");
    const before = jobs();
    project.edit("env: { CODE: 0 }", "env: { CODE: 0, AGAIN: 1 }");
    await killWhen(() => jobs() !== before);
    await up();
    expect(jobs().split(" ")).toHaveLength(1);
    project.edit("RELEASE: two", "RELEASE: three");
    await killWhen(() => get("deployment/api", template).includes("three"));
    await up();
    expect(await release()).toBe("three");
    expect(get("deployments", ".items[*].metadata.name")).toBe("api");
    expect(get("secrets", ".items[*].metadata.name").split(" ")).toHaveLength(3);
    expect(await up()).toContain("nothing changed");
  });

  test("a namespace that is full is told, for a Job and for a Service; with more room, up goes on", async () => {
    lab.kubectl("-n", namespace, "create", "quota", "full", "--hard=pods=2");
    project.edit("AGAIN: 1", "AGAIN: 2");
    const job = await project.andamio("up", "journey");
    expect(job.code, job.output).toBe(1);
    expect(job.output).toMatch(/environments\/journey\.yaml:7:\d+: error: .*exceeded quota: full/);
    project.edit("AGAIN: 2", "AGAIN: 1");
    project.edit("RELEASE: three", "RELEASE: four");
    const service = await project.andamio("up", "journey");
    expect(service.code, service.output).toBe(1);
    expect(service.output).toMatch(/environments\/journey\.yaml:\d+:\d+: error: api .*exceeded quota: full/);
    expect(await release()).toBe("three");
    lab.kubectl("-n", namespace, "delete", "quota", "full");
    await up();
    expect(await release()).toBe("four");
  });

  test("destroy keeps data and what opens it, and the next up finds them", async () => {
    const [claim, secret] = [".metadata.uid", ".data.value"];
    const before = [get("pvc/cache-data", claim), get("secret/cache-password", secret)];
    await project.must("destroy", "journey");
    expect(get("deployments,statefulsets,jobs", ".items[*].metadata.name")).toBe("");
    await up();
    expect([get("pvc/cache-data", claim), get("secret/cache-password", secret)]).toEqual(before);
    expect(redis("get", "kept")).toBe("yes");
  });

  test("a namespace that is being deleted is told; when it is gone, up makes all anew", async () => {
    const finalizer = "{\"metadata\":{\"finalizers\":[\"andamio.test/wait\"]}}";
    lab.kubectl("-n", namespace, "create", "configmap", "last");
    lab.kubectl("-n", namespace, "patch", "configmap", "last", "--type=merge", "-p", finalizer);
    lab.kubectl("delete", "namespace", namespace, "--wait=false");
    const refused = await project.andamio("up", "journey").finally(() => {
      const open = "{\"metadata\":{\"finalizers\":null}}";
      lab.kubectl("-n", namespace, "patch", "configmap", "last", "--type=merge", "-p", open);
    });
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toContain(`the namespace ${namespace} is being deleted`);
    await lab.clean(namespace);
    await up();
    expect(await release()).toBe("four");
    expect(redis("exists", "kept")).toBe("0");
  });
});
