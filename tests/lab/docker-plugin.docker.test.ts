/** The plugin of Docker that tests use does on a real daemon what the official one does. */
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";

import { onDocker } from "./lab.ts";
import { announcement } from "./plugins.ts";
import { makeTrial, type Trial } from "./trial.ts";

interface Wish {
  label?: string;
  memory?: number;
  broken?: boolean;
}

onDocker("the plugin of Docker", (lab) => {
  const prefix = "lab-plugin-";
  let trial: Trial;

  beforeAll(async () => {
    lab.clean(prefix);
    trial = await makeTrial("docker", lab.variables);
  });
  afterAll(async () => {
    await trial?.[Symbol.asyncDispose]();
    lab.clean(prefix);
  });

  const inspect = () => lab.client.getContainer(`${prefix}cache`).inspect();
  const program = ({ label = "one", memory = 64, broken = false }: Wish = {}) => async () => {
    const provider = new docker.Provider("daemon", {
      host: lab.host,
      registryAuth: [{ address: "127.0.0.1:1", username: "a", password: pulumi.secret("canary-auth") }],
    });
    const network = new docker.Network("net", { name: `${prefix}net`, driver: "bridge" }, { provider });
    const volume = new docker.Volume("data", { name: `${prefix}data`, driver: "local" }, { provider });
    const image = new docker.RemoteImage("image", { name: "redis:7", keepLocally: true }, { provider });
    const cache = new docker.Container(
      "cache",
      {
        name: `${prefix}cache`,
        image: image.imageId,
        entrypoints: ["redis-server"],
        command: ["--dir", "/data", "--protected-mode", "no"],
        envs: [pulumi.secret("TOKEN=canary-env")],
        networkMode: "bridge",
        networksAdvanced: [{ name: network.name, aliases: ["cache"] }],
        mounts: [{ type: "volume", source: volume.name, target: "/data" }],
        uploads: [
          { file: "/run/key", content: pulumi.secret("canary-file"), permissions: "0400", owner: "999", group: "999" },
        ],
        ports: [{ internal: 6379, external: 36379, ip: "127.0.0.1" }],
        labels: [{ label: "release", value: label }],
        capabilities: { drops: ["ALL"] },
        securityOpts: ["no-new-privileges:true"],
        user: "999:999",
        memory,
        memorySwap: memory,
        cpus: "0.5",
        restart: "unless-stopped",
        healthcheck: {
          tests: ["CMD", broken ? "false" : "redis-cli", "ping"],
          interval: "1s",
          timeout: "5s",
          retries: 3,
        },
        wait: true,
        waitTimeout: broken ? 3 : 60,
        destroyGraceSeconds: 5,
      },
      { provider, replaceOnChanges: ["healthcheck"], deleteBeforeReplace: true },
    );
    const job = new docker.Container(
      "job",
      {
        name: `${prefix}job`,
        image: "redis:7",
        command: ["redis-cli", "-h", "cache", "set", "left", "behind"],
        networksAdvanced: [{ name: network.name }],
        attach: true,
        logs: true,
        mustRun: false,
      },
      { provider, dependsOn: [cache] },
    );
    return { exitCode: job.exitCode, logs: job.containerLogs };
  };

  test("a preview makes nothing", async () => {
    expect(await trial.preview(program())).toEqual({ create: 7 });
    expect(lab.docker("ps", "-aq", "--filter", `name=${prefix}`)).toBe("");
  });

  test("up makes what is asked for, by the plugin that the first line of the tests names", async () => {
    const { changes, outputs, said } = await trial.up(program());
    expect(changes).toEqual({ create: 7 });
    expect(outputs).toMatchObject({ exitCode: { value: 0 }, logs: { value: "OK\n" } });
    expect(said).toMatch(announcement("docker"));
    const { Config, HostConfig, NetworkSettings } = await inspect();
    expect(Config).toMatchObject({ User: "999:999", Labels: { release: "one" } });
    expect(HostConfig).toMatchObject({
      Memory: 64 << 20,
      NanoCpus: 5e8,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      PortBindings: { "6379/tcp": [{ HostIp: "127.0.0.1", HostPort: "36379" }] },
    });
    expect(Object.keys(NetworkSettings.Networks)).toEqual([`${prefix}net`]);
    expect(lab.docker("exec", `${prefix}cache`, "redis-cli", "get", "left")).toBe("behind");
    expect(lab.docker("exec", `${prefix}cache`, "stat", "-c", "%a %u", "/run/key")).toBe("400 999");
  });

  test("a second up changes nothing, with a look at the daemon and without", async () => {
    expect((await trial.up(program())).changes).toEqual({ same: 7 });
    expect((await trial.up(program(), { refresh: true })).changes).toEqual({ same: 7 });
  });

  test("no secret lies open in the state", async () => {
    expect(await trial.stateText()).not.toContain("canary");
  });

  test("what was stopped or removed by hand is made good after a look", async () => {
    lab.docker("stop", "-t", "1", `${prefix}cache`);
    expect((await trial.up(program(), { refresh: true })).changes).toMatchObject({ update: 1 });
    expect((await inspect()).State.Running).toBe(true);
    lab.docker("rm", "-f", `${prefix}cache`);
    expect((await trial.up(program(), { refresh: true })).changes).toMatchObject({ create: 1 });
    expect((await inspect()).State.Health?.Status).toBe("healthy");
  });

  test("a limit changes in place, a label replaces, the volume keeps its data", async () => {
    const { Id } = await inspect();
    lab.docker("exec", `${prefix}cache`, "redis-cli", "set", "kept", "yes");
    expect((await trial.up(program({ memory: 96 }))).changes).toMatchObject({ update: 1 });
    expect(await inspect()).toMatchObject({ Id, HostConfig: { Memory: 96 << 20 } });
    expect((await trial.up(program({ memory: 96, label: "two" }))).changes).toMatchObject({ replace: 1 });
    expect((await inspect()).Id).not.toBe(Id);
    expect(lab.docker("exec", `${prefix}cache`, "redis-cli", "get", "kept")).toBe("yes");
  });

  test("a container that does not become healthy fails the up, and the next one replaces it", async () => {
    await expect(trial.up(program({ broken: true }))).rejects.toThrow(
      "container failed to be in healthy state",
    );
    expect((await trial.up(program())).changes).toMatchObject({ replace: 1 });
    expect((await inspect()).State.Health?.Status).toBe("healthy");
  });

  test("an image that is nowhere is told by name", async () => {
    const nowhere = async () => {
      const provider = new docker.Provider("daemon", { host: lab.host });
      new docker.RemoteImage("image", { name: "127.0.0.1:1/none:1" }, { provider });
    };
    await expect(trial.up(nowhere)).rejects.toThrow(/error pulling image 127\.0\.0\.1:1\/none:1/);
    await trial.up(program());
  });

  test("after an engine that was killed at work the next up goes on", async () => {
    await trial.destroy();
    await trial.upUntil(program(), /Container cache creating/);
    lab.docker("rm", "-f", `${prefix}cache`); // the one that nobody knows of
    await trial.up(program(), { refresh: true });
    expect((await trial.up(program(), { refresh: true })).changes).toEqual({ same: 7 });
  });

  test("destroy removes all of it", async () => {
    await trial.destroy();
    for (const kind of [["ps", "-a"], ["network", "ls"], ["volume", "ls"]]) {
      expect(lab.docker(...kind, "-q", "--filter", `name=${prefix}`)).toBe("");
    }
  });
});
