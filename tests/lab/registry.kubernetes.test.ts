/** The cluster's node takes images from a registry on loopback, by digest and with a password. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { type RegistryServer, startRegistry } from "../images/registry-server.ts";
import { openDocker } from "./docker.ts";
import { onKubernetes } from "./lab.ts";

const name = "lab-registry";

onKubernetes("the cluster's node", (lab) => {
  let registry: RegistryServer;
  let reference: string;

  beforeAll(async () => {
    await lab.clean(name);
    registry = await startRegistry();
    reference = await push(`${registry.host}/cache:1`, registry);
    lab.kubectl("create", "namespace", name);
  });
  afterAll(async () => {
    await lab.clean(name);
    await registry?.[Symbol.asyncDispose]();
  });

  const start = (pod: string, secrets: string) =>
    lab.kubectl(
      ...["-n", name, "run", pod, `--image=${reference}`, "--restart=Never"],
      `--overrides={"spec":{"imagePullSecrets":[${secrets}],"terminationGracePeriodSeconds":0}}`,
      ...["--command", "--", "sleep", "300"],
    );
  const state = (pod: string, path: string) =>
    lab.kubectl("-n", name, "get", "pod", pod, "-o", `jsonpath={${path}}`);

  test("is refused an image of a registry with a password, and says so", async () => {
    start("stranger", "");
    await vi.waitFor(
      () =>
        expect(state("stranger", ".status.containerStatuses[0].state.waiting.message")).toMatch(
          /401|authorization|no basic auth|unauthorized/i,
        ),
      { timeout: 60_000, interval: 500 },
    );
  });

  test("takes it with the pod's own secret, by its digest", async () => {
    const { username, password } = registry.registries[registry.host]!;
    const account = [`--docker-username=${username}`, `--docker-password=${password}`];
    const server = `--docker-server=${registry.host}`;
    lab.kubectl("-n", name, "create", "secret", "docker-registry", "pull", server, ...account);
    start("friend", "{\"name\":\"pull\"}");
    await vi.waitFor(() => expect(state("friend", ".status.phase")).toBe("Running"), {
      timeout: 120_000,
      interval: 500,
    });
  });
});

/** A stand-in image under another name; gives the reference by digest. */
async function push(image: string, { host, registries }: RegistryServer): Promise<string> {
  const { client, docker } = openDocker(process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock");
  docker("tag", "redis:7", image);
  const authconfig = { ...registries[host]!, serveraddress: host };
  const stream = await client.getImage(image).push({ authconfig });
  await new Promise<void>((done, fail) =>
    client.modem.followProgress(stream, (error) => (error ? fail(error) : done())),
  );
  const digest = docker("image", "inspect", image, "--format", "{{index .RepoDigests 0}}");
  docker("image", "rm", image);
  return `${host}/cache@${digest.split("@")[1]}`;
}
