/** A container as version 0.1.0 declared it is taken over unchanged by what is declared now. */
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";

import { onDocker } from "./lab.ts";
import { makeTrial, type Trial } from "./trial.ts";

onDocker("a container of version 0.1.0", (lab) => {
  const name = "lab-takeover";
  let trial: Trial;

  beforeAll(async () => {
    lab.clean(name);
    trial = await makeTrial("takeover", lab.variables);
  });
  afterAll(async () => {
    await trial?.[Symbol.asyncDispose]();
    lab.clean(name);
  });

  const program = (cpus: string, more: object, member: object, options: object) => async () => {
    const provider = new docker.Provider("daemon", { host: lab.host });
    const volume = new docker.Volume("data", { name }, { provider });
    const image = new docker.RemoteImage("image", { name: "redis:7", keepLocally: true }, { provider });
    const network = new docker.Network("network", { name }, { provider });
    const networksAdvanced = [{ name: network.name, aliases: [], ...member }];
    const mounts = [{ type: "volume", source: volume.name, target: "/data", readOnly: false, ...more }];
    const rest = { image: image.imageId, command: ["redis-server"], mustRun: false };
    const props = { name, cpus, mounts, networksAdvanced, ...rest };
    new docker.Container("cache", props, { provider, ...options });
  };

  test("cores as they are read back, no address, and an option that is ignored are no change", async () => {
    const before = program("1", { volumeOptions: { noCopy: true } }, {}, {});
    const none = { ipv4Address: pulumi.output(null) };
    const now = program("1.0", {}, none, { ignoreChanges: ["mounts[*].volumeOptions"] });
    expect((await trial.up(before)).changes).toEqual({ create: 6 });
    const { Id } = await lab.client.getContainer(name).inspect();
    expect((await trial.up(now, { refresh: true })).changes).toEqual({ same: 6 });
    expect((await trial.up(now)).changes).toEqual({ same: 6 });
    expect((await lab.client.getContainer(name).inspect()).Id).toBe(Id);
  });
});
